package io.contee.manager;

import io.contee.broker.Broker;
import io.contee.broker.BrokerSettings;
import io.contee.broker.DomainStart;
import io.contee.broker.GuestProcesses;
import io.contee.broker.KeptDescriptors;
import io.contee.config.ConteeConfig;
import io.contee.config.GuestUser;
import io.contee.config.HostNames;
import io.contee.config.ManagePolicy;
import io.contee.domainxml.ConsoleEndpoint;
import io.contee.domainxml.ConsoleMetadata;
import io.contee.domainxml.DomainXml;
import io.contee.domainxml.PtyConsoles;
import io.contee.domainxml.RewriteOptions;
import io.contee.domainxml.Rewriter;
import io.contee.domainxml.SharedSocketConsoles;
import io.contee.hook.ConsoleSpecReader;
import io.contee.hook.ConsoleSpecReader.Consoles;
import io.contee.hook.HookHandler;
import io.contee.hook.HookOperation;
import io.contee.hook.IncomingXml;
import io.contee.hook.PtyLogDirectories;
import io.contee.hook.VirtletConsoles;
import io.contee.libvirt.GuestChardevs;
import io.contee.libvirt.GuestMemory;
import io.contee.libvirt.LibvirtConnection;
import io.contee.libvirt.LibvirtLiveDomains;
import io.contee.log.read.LogReader;
import io.contee.log.read.ReadOptions;
import io.contee.log.write.EventLog;
import io.contee.model.AttachOptions;
import io.contee.model.AttachedConsole;
import io.contee.model.ClientStatus;
import io.contee.model.ConsoleListener;
import io.contee.model.ConsoleMode;
import io.contee.model.ConsoleRef;
import io.contee.model.ConsoleStatus;
import io.contee.model.ContainerRef;
import io.contee.model.ConteeException;
import io.contee.model.ConteeException.Kind;
import io.contee.model.DomainId;
import io.contee.model.NotFoundException;
import io.contee.model.OneLine;
import io.contee.model.Version;
import io.contee.net.ClientSlots;
import io.contee.stats.SlotFigures;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * A console broker in this JVM. It serves the consoles of the host's domains from {@link #open} to {@link #close}:
 * those that it starts itself, those that libvirt reports as started by others, and those that ran before. Any thread
 * may call it, but none that a libvirt hook waits for, except {@link #hook}.
 *
 * <p>Failures are {@link ConteeException}s with a message of one line.
 */
public final class Contee implements AutoCloseable {

    /** The longest time that the QEMU of an adopted guest has for connecting. */
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);

    /** The limit of a domain's event log, which has an older file of the same size. */
    private static final long EVENT_LOG_BYTES = 256 << 10;

    private final ConteeConfig config;
    private final InstanceLock lock;
    private final KeptDescriptors kept;
    private final Rewriter rewriter;
    private final ConsoleSpecReader xmlReader;
    private final EventLog events;
    private final Broker broker;
    private final OpenRetries retries;
    private final HookHandler hooks;
    private final LibvirtConnection libvirt;
    private final GuestAdoption adoption;
    private final Management management;
    private final GuestLogs logs;
    private final GuestConsoles consoles;
    private final HookCalls hookCalls = new HookCalls();
    private final Readiness readiness;
    private final GuestMemory guestMemory;
    private final GuestRetention retention;

    private Contee(ConteeConfig config, InstanceLock lock, KeptDescriptors kept, EventLog events, Broker broker) {
        this.config = config;
        this.lock = lock;
        this.kept = kept;
        this.rewriter = Rewriter.of(
                config.directories(), config.session(), config.domains().ptyLog());
        this.xmlReader = new ConsoleSpecReader(
                rewriter,
                config.guests()
                        .streamerSocket()
                        .map(socket ->
                                new VirtletConsoles(socket, config.directories().podLogs())));
        this.events = events;
        this.broker = broker;
        this.retries = new OpenRetries(broker);
        WantedModes wanted = new WantedModes(config);
        PtyLogDirectories ptyLogs =
                new PtyLogDirectories(rewriter, config.directories().logs().spools());
        this.hooks = new HookHandler(broker, xmlReader, new IncomingXml(rewriter, ptyLogs, wanted::of), ptyLogs);
        this.libvirt = new LibvirtConnection(config.libvirtUri());
        LibvirtLiveDomains liveDomains = new LibvirtLiveDomains(libvirt);
        this.adoption = new GuestAdoption(
                config.domains().adopt(),
                liveDomains,
                broker,
                xmlReader,
                new PtyConsoles(
                        config.directories().run().consoles(),
                        config.directories().logs().spools()),
                CONNECT_LIMIT,
                events);
        this.management = new Management(config, rewriter, ptyLogs, wanted, libvirt, adoption, events);
        this.logs = new GuestLogs(broker, new StoredLogs(config), this::definition);
        this.consoles = new GuestConsoles(broker, new GuestChardevs(liveDomains), this::notServed);
        this.guestMemory = new GuestMemory(config.guests().pidDir());
        this.readiness = new Readiness(
                broker.monitor()::loops, libvirt::fault, broker.monitor()::socketFaults, broker.monitor()::logFaults);
        this.retention =
                new GuestRetention(config, libvirt::domains, broker.handover()::domains, InstantSource.system());
        retention.start();
        libvirt.start(new RunningDomains(broker, retries, xmlReader, management, adoption));
    }

    private static BrokerSettings brokerSettings(ConteeConfig config) {
        return new BrokerSettings(
                config.directories(),
                config.logs(),
                config.loss(),
                config.guests(),
                GuestProcesses.recordedIn(config.guests().pidDir()),
                config.clients(),
                config.groups());
    }

    /**
     * Starts a broker. The connection to libvirt is opened in the background, repeatedly if necessary.
     *
     * @throws ConteeException if another contee serves the same run directory, or it cannot be used
     */
    public static Contee open(ConteeConfig config) {
        return open(config, Succession.ofProgram(config));
    }

    /**
     * Starts the broker of a daemon, which may continue where another process was.
     *
     * @throws ConteeException if another contee serves the same run directory, or it cannot be used
     */
    public static Contee open(ConteeConfig config, Succession succession) {
        HostNames.check(config);
        GuestUser.refuseAsClient(config.guests().user(), config.groups());
        if (succession.wantsToTakeOver()) {
            HandoverWarmUp.run(
                    brokerSettings(config), config.directories().run().path());
        }
        if (succession.takesOver()) {
            EventLog events = eventLog(config);
            KeptDescriptors kept = succession.begin();
            Broker broker = new Broker(brokerSettings(config), InstantSource.system(), events, kept);
            succession.follow(broker, kept);
            return new Contee(
                    config, InstanceLock.take(config.directories().run().path()), kept, events, broker);
        }
        InstanceLock lock = InstanceLock.take(config.directories().run().path());
        try {
            EventLog events = eventLog(config);
            KeptDescriptors kept = succession.begin();
            Broker broker = new Broker(brokerSettings(config), InstantSource.system(), events, kept);
            return new Contee(config, lock, kept, events, broker);
        } catch (RuntimeException e) {
            try (lock) {
                throw e;
            }
        }
    }

    private static EventLog eventLog(ConteeConfig config) {
        return new EventLog(
                config.directories().logs().path(), config.logs().files(), EVENT_LOG_BYTES, InstantSource.system());
    }

    /** The configuration that it was opened with. */
    public ConteeConfig config() {
        return config;
    }

    /**
     * Rewrites a domain's XML for its mode and defines it in libvirt. The domain may exist already.
     *
     * @return the domain's identity and its consoles
     */
    public DefinedDomain define(String xml, DefineOptions options) {
        DomainXml domain = DomainXml.parse(DomainXml.withoutDeclaration(xml));
        Optional<DomainXml> former = libvirt.definition(domain.name()).map(DomainXml::parse);
        ConsoleMetadata metadata = options.appliedTo(domain.metadata().orElse(ConsoleMetadata.EMPTY), config);
        DomainXml rewritten = rewriter.rewrite(
                domain,
                metadata.mode().orElseThrow(),
                RewriteOptions.DEFAULTS.withMetadata(metadata).withKnownUuid(former.flatMap(DomainXml::uuid)));
        management.definitions().define(rewritten);
        UUID uuid = rewritten
                .uuid()
                .or(() ->
                        libvirt.definition(domain.name()).map(DomainXml::parse).flatMap(DomainXml::uuid))
                .orElseThrow(() -> unknownDomain(domain.name()));
        management.watch().decided(uuid);
        return new DefinedDomain(
                new DomainId(uuid, domain.name()),
                rewriter.endpoints(rewritten).stream()
                        .map(ConsoleEndpoint::alias)
                        .toList(),
                metadata.mode().equals(Optional.of(ConsoleMode.OFF)) ? Map.of() : leftAlone(rewritten));
    }

    private Map<String, String> leftAlone(DomainXml domain) {
        Map<String, String> types = new LinkedHashMap<>();
        rewriter.leftAlone(domain).forEach(console -> types.put(console.alias(), console.type()));
        config.guests().streamerSocket().map(SharedSocketConsoles::new).ifPresent(virtlets -> types.keySet()
                .removeAll(virtlets.of(domain)));
        return types;
    }

    /**
     * Returns the modes of a domain's consoles, as defined and as running.
     *
     * @throws NotFoundException if no such domain exists
     */
    public DomainMode mode(String domain) {
        return management.modes().show(domain);
    }

    /**
     * Changes the mode of a domain's persistent definition. Mode {@code OFF} is recorded there, too: contee then leaves
     * the domain alone, whatever its {@link ManagePolicy} covers.
     *
     * @param live whether to move the consoles of the running guest, too, without a restart
     * @throws NotFoundException if no such domain exists
     */
    public DomainMode setMode(String domain, ConsoleMode mode, boolean live) {
        return management.modes().set(domain, mode, live);
    }

    /** Starts a defined domain; its consoles are served from its first byte on. */
    public void start(String domain) {
        if (libvirt.isRunning(domain)) {
            throw new ConteeException(Kind.CONFLICT, "cannot start domain " + domain + ": it runs already");
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

    /** Stops a domain immediately, as if its plug were pulled. When this returns its logs are complete. */
    public void stop(String domain) {
        Consoles consoles = definition(domain);
        libvirt.destroy(domain);
        broker.release(consoles.domain().uuid());
    }

    /** The current status. */
    public ConteeStatus status() {
        return new ConteeStatus(Version.own(), ProcessHandle.current().pid(), libvirt.isConnected(), hookCalls.last());
    }

    /** The current figures. It asks neither libvirt nor an event loop, and waits for a disk for a second at most. */
    public ConteeFigures figures() {
        return new ConteeFigures(
                status(),
                broker.monitor().consoles(),
                broker.monitor().loops(),
                hookCalls.figures(),
                guestMemory.residentBytes(),
                new SlotFigures(
                        clientSlots().size(),
                        clientSlots().used(),
                        clientSlots().refused()));
    }

    /** The descriptors that clients may hold, also those of a program's own servers. */
    public ClientSlots clientSlots() {
        return broker.clientSlots();
    }

    /** The checks of whether contee is live and ready. */
    public Readiness readiness() {
        return readiness;
    }

    /**
     * Adopts consoles of a running domain from their ptys, without a restart of the guest. libvirt marks the domain as
     * tainted by that, and still names the pty.
     *
     * @param consoles one console, or all that have a pty
     * @param force also if another process has the pty open, as {@code virsh console} does, or if QEMU's own log of the
     *     console would end
     * @return what was done, a line for each console
     * @throws ConteeException if a console could not be adopted, with the reason, or the configuration forbids it; the
     *     domain's other consoles are adopted
     */
    public List<String> adopt(ConsoleRef consoles, boolean force) {
        return adoption.adopt(consoles.domain(), consoles.alias(), force);
    }

    /** The running domains that have a console to adopt and no mode of their own but unix, by name. */
    public List<String> adoptable() {
        return adoption.adoptable();
    }

    /**
     * Moves adopted consoles of a running domain back to a pty, the one that it had if possible.
     *
     * @param consoles one console, or all that were adopted
     * @return what was done, a line for each console
     * @throws ConteeException if one could not be moved, with the reason; the domain's others are
     */
    public List<String> release(ConsoleRef consoles) {
        return adoption.release(consoles.domain(), consoles.alias());
    }

    /** The consoles that are served now, by domain name and alias. */
    public List<ConsoleStatus> consoles() {
        return broker.consoles();
    }

    /**
     * The console of a running domain.
     *
     * @throws NotFoundException if it is not served, with the reason
     */
    public ConsoleStatus console(ConsoleRef console) {
        return consoles.find(console.domain(), console.alias());
    }

    private NotFoundException notServed(String domain) {
        if (definition(domain).consoles().isEmpty()) {
            return new NotFoundException("domain " + domain + " has no console of contee's: define it through contee");
        }
        return new NotFoundException(
                libvirt.isRunning(domain)
                        ? "domain " + domain + " runs with consoles that are not contee's: restart it"
                        : "domain " + domain + " does not run: start it with 'virsh start'");
    }

    /** Attaches to the first console of a running domain. */
    public ConsoleAttachment attach(String domain) {
        return attach(ConsoleRef.of(domain), AttachOptions.DEFAULTS);
    }

    /**
     * Attaches to a console of a running domain.
     *
     * @throws NotFoundException if it is not served, with the reason
     */
    public ConsoleAttachment attach(ConsoleRef console, AttachOptions options) {
        return new ConsoleAttachment(listener -> attach(console, options, ClientIdentity.self(), listener));
    }

    /**
     * Attaches to a console and calls a listener instead of using streams.
     *
     * @param identity the user on whose behalf it attaches
     * @param listener the listener
     */
    public AttachedConsole attach(
            ConsoleRef console, AttachOptions options, ClientIdentity identity, ConsoleListener listener) {
        return consoles.attach(console.domain(), console.alias(), options, identity, listener);
    }

    /** The clients that are attached now. */
    public List<ClientStatus> clients() {
        return consoles.clients(Optional.empty());
    }

    /**
     * The clients that are attached to a domain's consoles now.
     *
     * @throws NotFoundException if the domain has no console that is served
     */
    public List<ClientStatus> clients(String domain) {
        return consoles.clients(Optional.of(domain));
    }

    /**
     * Types to a guest, and detaches again. When this returns the text is queued for the guest.
     *
     * @param force whether to steal the write lease from another client, which is notified
     * @param identity the user on whose behalf it types
     * @throws ConteeException if another client has the write lease, or the guest reads no input
     */
    public void send(ConsoleRef console, byte[] text, boolean force, ClientIdentity identity) {
        consoles.send(console.domain(), console.alias(), text, force, identity);
    }

    /**
     * Sends a break to a serial port of a running guest. libvirt marks the domain as tainted by that: it offers this
     * only through QEMU's monitor.
     *
     * @throws ConteeException if the console is not a serial port, or QEMU refuses
     */
    public void sendBreak(ConsoleRef console) {
        consoles.sendBreak(console.domain(), console.alias());
    }

    /**
     * Reads the pod log of a console: that of the present run, or else of the last one. A reader that follows ends when
     * the run does.
     *
     * @throws NotFoundException if there is none
     */
    public LogReader logs(ConsoleRef console, ReadOptions options) {
        return log(console).read(options);
    }

    /**
     * Returns the pod log of a console: that of the present run, or else of the last one.
     *
     * @throws NotFoundException if there is none
     */
    public GuestLog log(ConsoleRef console) {
        return logs.ofDomain(console.domain(), console.alias());
    }

    /**
     * Returns the log of a pod's container: that of the present run, or else of the last one.
     *
     * @throws NotFoundException if there is none
     */
    public GuestLog podLog(ContainerRef container) {
        return logs.ofPod(container.namespace(), container.pod(), container.container());
    }

    /**
     * Writes to a new file where someone has renamed the log of a pod's container, as the kubelet does before it calls
     * ReopenContainerLog. When this returns, all that the guest prints from now on is written to the new file.
     *
     * @param container must name its container
     * @throws NotFoundException if the container is not served
     */
    public void reopenPodLog(ContainerRef container) {
        logs.reopen(
                container.namespace(),
                container.pod(),
                container
                        .container()
                        .orElseThrow(() -> new ConteeException("a log is reopened of one container: name it")));
    }

    private Consoles definition(String domain) {
        return xmlReader.read(libvirt.definition(domain).orElseThrow(() -> unknownDomain(domain)));
    }

    static NotFoundException unknownDomain(String domain) {
        return new NotFoundException("libvirt has no domain " + OneLine.quoted(domain) + ": see 'virsh list --all'");
    }

    /**
     * Answers a call of libvirt's hook. It never asks libvirt, because the hook waits for it.
     *
     * @param operation the operation, as libvirt names it
     * @param xml the domain's XML, as libvirt gave it to the hook
     * @return the XML that libvirt is to use in its place; empty to leave it as it is
     */
    public Optional<String> hook(String operation, String xml) {
        Optional<String> rewritten =
                hookCalls.count(operation, () -> hooks.handle(HookOperation.parse(operation), xml));
        if (HookOperation.RELEASE.toString().equals(operation)) {
            retention.soon();
        }
        rewritten
                .map(DomainXml::parse)
                .ifPresent(domain -> management.definitions().note(domain));
        return rewritten;
    }

    /**
     * Stops serving for another process to continue: the guests stay connected, and wait. If none does so within a
     * minute, their connections are closed. {@link #close} must still be called.
     */
    public void suspend() {
        broker.suspend();
        lock.close();
    }

    /** Returns whether a handover to another process has begun: that process may now serve what is not found here. */
    public boolean isHandingOver() {
        return broker.handover().isBegun();
    }

    /** The descriptors to pass to that process, and the server that holds them until then. */
    KeptDescriptors kept() {
        return kept;
    }

    Broker broker() {
        return broker;
    }

    /** Stops serving; the guests run on, and connect to the next contee. */
    @Override
    public void close() {
        try (lock;
                events) {
            retention.close();
            libvirt.close();
            retries.close();
            management.close();
            if (broker.isSuspended()) {
                kept.close();
            } else {
                broker.close();
                kept.drop();
            }
        }
    }
}
