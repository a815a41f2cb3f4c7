package io.contee.manager;

import io.contee.config.ConteeConfig;
import io.contee.domainxml.Rewriter;
import io.contee.hook.PtyLogDirectories;
import io.contee.libvirt.LibvirtConnection;
import io.contee.model.DaemonThread;
import io.contee.model.DomainJournal;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;

/**
 * All work on domains' definitions: requested changes, definitions that others make, and guests that were not rewritten
 * in time. Its threads are separate: neither the serving of consoles nor libvirt's events wait for them.
 */
final class Management implements AutoCloseable {

    private final ExecutorService definitionsThread = oneThread("contee-definitions");
    private final ExecutorService adoptionThread = oneThread("contee-adoption");
    private final Definitions definitions;
    private final DefinitionWatch watch;
    private final UnrewrittenGuests unrewritten;
    private final DomainModes modes;
    private final DomainDefiner definer;

    Management(
            ConteeConfig config,
            Rewriter rewriter,
            PtyLogDirectories ptyLogs,
            WantedModes wanted,
            LibvirtConnection libvirt,
            Adopter adopter,
            DomainJournal journal) {
        definitions = new Definitions(libvirt, rewriter, wanted, ptyLogs, journal);
        watch = new DefinitionWatch(
                definitions, libvirt, rewriter, wanted, new RewriteLimit(InstantSource.system()), definitionsThread);
        unrewritten = new UnrewrittenGuests(
                rewriter, wanted, config.domains().adopt(), adopter, definitionsThread, adoptionThread);
        modes = new DomainModes(libvirt, libvirt::active, definitions, watch, rewriter, adopter);
        definer = new DomainDefiner(config, libvirt, definitions, watch, rewriter);
    }

    /** Makes a thread that does one task after the other, and drops those that come after its end. */
    private static ExecutorService oneThread(String name) {
        ThreadPoolExecutor executor = DaemonThread.executor(name);
        executor.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
        return executor;
    }

    Definitions definitions() {
        return definitions;
    }

    DefinitionWatch watch() {
        return watch;
    }

    UnrewrittenGuests unrewritten() {
        return unrewritten;
    }

    DomainDefiner definer() {
        return definer;
    }

    DomainModes modes() {
        return modes;
    }

    /** Closes it; tasks that have not started are dropped. */
    @Override
    public void close() {
        definitionsThread.shutdownNow();
        adoptionThread.shutdownNow();
    }
}
