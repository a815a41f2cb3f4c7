package io.contee.manager;

import io.contee.broker.Broker;
import io.contee.broker.BrokerSettings;
import io.contee.broker.DomainStart;
import io.contee.domainxml.ConsoleMetadata;
import io.contee.domainxml.DomainXml;
import io.contee.domainxml.Rewriter;
import io.contee.hook.DomainConsolesXml;
import io.contee.hook.DomainConsolesXml.Consoles;
import io.contee.hook.HookHandler;
import io.contee.hook.HookOperation;
import io.contee.libvirt.LibvirtConnection;
import io.contee.log.PodLogPath;
import io.contee.log.PodLogReader;
import io.contee.log.ReadOptions;
import io.contee.model.ConsoleMode;
import io.contee.model.ConsoleStatus;
import io.contee.model.ConteeException;
import io.contee.model.DomainId;
import io.contee.model.NotFoundException;
import io.contee.model.OneLine;
import io.contee.model.PodRef;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/**
 * A console broker in this JVM. It serves the consoles of the host's domains from {@link #open} to {@link #close}:
 * those that it starts itself, those that libvirt reports as started by others, and those that ran before. Any thread
 * may call it, but none that a libvirt hook waits for, except {@link #hook}.
 *
 * <p>Failures are {@link ConteeException}s with a message of one line.
 */
public final class Contee implements AutoCloseable {

    private final ConteeConfig config;
    private final InstanceLock lock;
    private final Rewriter rewriter;
    private final DomainConsolesXml xmlReader;
    private final Broker broker;
    private final HookHandler hooks;
    private final LibvirtConnection libvirt;

    private Contee(ConteeConfig config, InstanceLock lock) {
        this.config = config;
        this.lock = lock;
        this.rewriter = new Rewriter(config.consolesDir(), config.ptyLogDir());
        this.xmlReader = new DomainConsolesXml(rewriter);
        this.broker = new Broker(brokerSettings(config), InstantSource.system());
        this.hooks = new HookHandler(broker, xmlReader);
        this.libvirt = LibvirtConnection.open(config.libvirtUri(), new RunningDomains(broker, xmlReader));
    }

    private static BrokerSettings brokerSettings(ConteeConfig config) {
        return new BrokerSettings(
                config.consolesDir(),
                config.logDir(),
                config.podLogDir(),
                config.rawLog(),
                config.podLog(),
                config.iolog(),
                config.totalLogSize(),
                config.logFile(),
                config.overflow(),
                config.guestUser().or(GuestUser::detect),
                config.clientGroup());
    }

    /**
     * Starts a broker. The connection to libvirt is opened in the background, again and again if need be.
     *
     * @throws ConteeException if another contee serves the same run directory, or it cannot be used
     */
    public static Contee open(ConteeConfig config) {
        InstanceLock lock = InstanceLock.take(config.runDir());
        try {
            return new Contee(config, lock);
        } catch (RuntimeException e) {
            try (lock) {
                throw e;
            }
        }
    }

    /** The configuration that it was opened with. */
    public ConteeConfig config() {
        return config;
    }

    /**
     * Rewrites a domain's XML for its mode and defines it in libvirt. The domain need not be new.
     *
     * @return its identity, with the UUID that libvirt knows it by
     */
    public DomainId define(String xml, DefineOptions options) {
        DomainXml domain = DomainXml.parse(xml);
        Optional<DomainXml> former = libvirt.definition(domain.name()).map(DomainXml::parse);
        ConsoleMetadata stated = domain.metadata().orElse(ConsoleMetadata.EMPTY);
        ConsoleMode mode = options.mode().or(stated::mode).orElse(config.mode());
        ConsoleMetadata metadata = new ConsoleMetadata(
                Optional.of(mode), options.pod().or(stated::pod), stated.log(), stated.annotations());
        String rewritten = rewriter.rewrite(xml, mode, Optional.of(metadata), former.flatMap(DomainXml::uuid));
        libvirt.define(rewritten);
        UUID uuid = DomainXml.parse(rewritten)
                .uuid()
                .or(() ->
                        libvirt.definition(domain.name()).map(DomainXml::parse).flatMap(DomainXml::uuid))
                .orElseThrow(() -> unknownDomain(domain.name()));
        return new DomainId(uuid, domain.name());
    }

    /** Starts a defined domain; its consoles are served from its first byte on. */
    public void start(String domain) {
        if (libvirt.isRunning(domain)) {
            throw new ConteeException("cannot start domain " + domain + ": it runs already");
        }
        Consoles consoles = definition(domain);
        if (!consoles.consoles().isEmpty()) {
            broker.open(consoles.domain(), DomainStart.starting(0), consoles.consoles());
        }
        try {
            libvirt.start(domain);
        } catch (ConteeException e) {
            if (!libvirt.isRunning(domain)) {
                broker.release(consoles.domain().uuid());
            }
            throw e;
        }
    }

    /** Ends a domain at once, as by pulling its plug. When this returns its logs are complete. */
    public void stop(String domain) {
        Consoles consoles = definition(domain);
        libvirt.destroy(domain);
        broker.release(consoles.domain().uuid());
    }

    /** The consoles that are served now, by domain name and alias. */
    public List<ConsoleStatus> consoles() {
        return broker.consoles();
    }

    /**
     * The console of a running domain.
     *
     * @param alias which one; empty for the first
     * @throws NotFoundException if it is not served, with the reason
     */
    public ConsoleStatus console(String domain, Optional<String> alias) {
        List<ConsoleStatus> served = broker.consoles().stream()
                .filter(console -> console.id().domain().name().equals(domain))
                .toList();
        if (served.isEmpty()) {
            throw notServed(domain);
        }
        return served.stream()
                .filter(console -> alias.isEmpty() || console.id().alias().equals(alias.get()))
                .findFirst()
                .orElseThrow(() -> new NotFoundException("domain " + domain + " has no console '" + alias.orElse("")
                        + "': it has "
                        + String.join(
                                ", ",
                                served.stream()
                                        .map(console -> console.id().alias())
                                        .toList())));
    }

    private NotFoundException notServed(String domain) {
        if (definition(domain).consoles().isEmpty()) {
            return new NotFoundException("domain " + domain
                    + " has no console in unix mode: define it through contee, see 'contee define --help'");
        }
        return new NotFoundException(
                libvirt.isRunning(domain)
                        ? "domain " + domain + " runs with consoles that are not contee's: restart it"
                        : "domain " + domain + " does not run: start it with 'virsh start'");
    }

    /** Attaches to the first console of a running domain. */
    public ConsoleAttachment attach(String domain) {
        return attach(domain, Optional.empty());
    }

    /** Attaches to a console of a running domain. */
    public ConsoleAttachment attach(String domain, Optional<String> alias) {
        return ConsoleAttachment.connect(console(domain, alias).clientSocket());
    }

    /**
     * Reads the pod log of a console: of its present run, or else of its last one. A reader that follows ends when the
     * run does.
     *
     * @param alias which console; empty for the first
     * @throws NotFoundException if there is none
     */
    public PodLogReader logs(String domain, Optional<String> alias, ReadOptions options) {
        return broker.consoles().stream()
                .filter(console -> console.id().domain().name().equals(domain))
                .filter(console -> alias.isEmpty() || console.id().alias().equals(alias.get()))
                .findFirst()
                .map(console -> PodLogReader.open(console.podLog(), options, broker.writing(console.id())))
                .orElseGet(() -> PodLogReader.open(lastPodLog(domain, alias), options, () -> false));
    }

    private Path lastPodLog(String domain, Optional<String> alias) {
        PodRef pod = definition(domain).consoles().stream()
                .filter(console -> alias.isEmpty() || console.id().alias().equals(alias.get()))
                .findFirst()
                .orElseThrow(() -> new NotFoundException("domain " + domain + " has no such console in unix mode"))
                .pod();
        OptionalInt attempt = PodLogPath.lastAttempt(config.podLogDir(), pod);
        if (attempt.isEmpty()) {
            throw new NotFoundException("domain " + domain + " has no log yet: start it with 'virsh start'");
        }
        return PodLogPath.of(config.podLogDir(), pod, attempt.getAsInt());
    }

    private Consoles definition(String domain) {
        return xmlReader.read(libvirt.definition(domain).orElseThrow(() -> unknownDomain(domain)));
    }

    private static NotFoundException unknownDomain(String domain) {
        return new NotFoundException("libvirt has no domain " + OneLine.quoted(domain) + ": see 'virsh list --all'");
    }

    /**
     * Does what libvirt's hook asks for. It never asks libvirt, so that the hook may wait for it.
     *
     * @param operation the operation, as libvirt names it
     * @param xml the domain's XML, as libvirt gave it to the hook
     */
    public void hook(String operation, String xml) {
        hooks.handle(HookOperation.parse(operation), xml);
    }

    /** Stops serving; the guests run on, and connect to the next contee. */
    @Override
    public void close() {
        try (lock) {
            libvirt.close();
            broker.close();
        }
    }
}
