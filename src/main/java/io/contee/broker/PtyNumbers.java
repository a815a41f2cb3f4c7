package io.contee.broker;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.contee.net.PtyMaster;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reserves the ptys that adopted consoles had. libvirt still names them, and would open for {@code virsh console}
 * whatever else got the number, for example someone's login terminal. Opening a reserved pty fails. Any thread may call
 * it.
 */
final class PtyNumbers {

    private static final Logger LOG = LoggerFactory.getLogger(PtyNumbers.class);

    @GuardedBy("this")
    private final Map<String, PtyMaster> kept = new HashMap<>();

    /** Reserves the pty of a console, if it was adopted and the pty is free. */
    synchronized void reserve(ConsoleSpec console) {
        String alias = console.id().alias();
        if (console.adoptedFrom().isPresent() && !kept.containsKey(alias)) {
            String pty = console.adoptedFrom().get();
            Optional<PtyMaster> reserved = PtyMaster.reserve(pty);
            reserved.ifPresentOrElse(
                    master -> kept.put(alias, master),
                    () -> LOG.warn(
                            "{}: {} belongs to another process now, and libvirt still names it for this guest: do not use 'virsh console' for it",
                            console.id(),
                            pty));
        }
    }

    /** Frees the pty of a console. */
    synchronized void free(String alias) {
        PtyMaster master = kept.remove(alias);
        if (master != null) {
            master.close();
        }
    }

    synchronized void freeAll() {
        kept.values().forEach(PtyMaster::close);
        kept.clear();
    }
}
