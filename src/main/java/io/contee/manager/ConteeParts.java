package io.contee.manager;

import io.contee.broker.Broker;
import io.contee.broker.BrokerSettings;
import io.contee.broker.GuestProcesses;
import io.contee.broker.KeptDescriptors;
import io.contee.config.ConteeConfig;
import io.contee.config.GuestUser;
import io.contee.config.HostNames;
import io.contee.domainxml.DomainXml;
import io.contee.domainxml.PtyConsoles;
import io.contee.domainxml.Rewriter;
import io.contee.hook.ConsoleSpecReader;
import io.contee.hook.HookHandler;
import io.contee.hook.HookOperation;
import io.contee.hook.IncomingXml;
import io.contee.hook.PtyLogDirectories;
import io.contee.hook.VirtletConsoles;
import io.contee.libvirt.GuestChardevs;
import io.contee.libvirt.GuestMemory;
import io.contee.libvirt.LibvirtConnection;
import io.contee.libvirt.LibvirtLiveDomains;
import io.contee.log.GuestDirs;
import io.contee.log.write.EventLog;
import io.contee.model.ConteeException;
import io.contee.model.Directories;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/**
 * The collaborators of one {@link Contee}, made from its configuration and closed together. Apart from it, so that the
 * API is what a program reads there, and the wiring what one reads here. Any thread may call it.
 */
final class ConteeParts implements AutoCloseable {

    /** The longest time that the QEMU of an adopted guest has for connecting. */
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);

    /** The limit of a domain's event log, which has an older file of the same size. */
    private static final long EVENT_LOG_BYTES = 256 << 10;

    final ConteeConfig config;
    final KeptDescriptors kept;
    final Broker broker;
    final LibvirtConnection libvirt;
    final GuestAdoption adoption;
    final Management management;
    final HostDomains domains;
    final GuestLogs logs;
    final GuestConsoles consoles;
    final HookCalls hookCalls = new HookCalls();
    final Readiness readiness;
    final GuestMemory guestMemory;
    private final InstanceLock lock;
    private final EventLog events;
    private final OpenRetries retries;
    private final HookHandler hooks;
    private final GuestRetention retention;

    private ConteeParts(ConteeConfig config, InstanceLock lock, KeptDescriptors kept, EventLog events, Broker broker) {
        this.config = config;
        this.lock = lock;
        this.kept = kept;
        this.events = events;
        this.broker = broker;
        Directories directories = config.directories();
        Rewriter rewriter =
                Rewriter.of(directories, config.session(), config.domains().ptyLog());
        Optional<Path> streamer = config.guests().streamerSocket();
        ConsoleSpecReader xmlReader = new ConsoleSpecReader(
                rewriter, streamer.map(socket -> new VirtletConsoles(socket, directories.podLogs())));
        this.retries = new OpenRetries(broker);
        WantedModes wanted = new WantedModes(config);
        PtyLogDirectories ptyLogs =
                new PtyLogDirectories(rewriter, directories.logs().spools());
        this.hooks = new HookHandler(broker, xmlReader, new IncomingXml(rewriter, ptyLogs, wanted::of), ptyLogs);
        this.libvirt = new LibvirtConnection(config.libvirtUri());
        LibvirtLiveDomains liveDomains = new LibvirtLiveDomains(libvirt);
        this.adoption = new GuestAdoption(
                config.domains().adopt(),
                liveDomains,
                broker,
                xmlReader,
                new PtyConsoles(directories.run().consoles(), directories.logs().spools()),
                CONNECT_LIMIT,
                events);
        this.management = new Management(config, rewriter, ptyLogs, wanted, libvirt, adoption, events);
        this.domains = new HostDomains(libvirt, broker, xmlReader);
        this.logs = new GuestLogs(broker, new StoredLogs(config), domains::consoles);
        this.consoles = new GuestConsoles(broker, new GuestChardevs(liveDomains), domains::notServed);
        this.guestMemory = new GuestMemory(config.guests().pidDir());
        this.readiness = new Readiness(
                broker.monitor()::loops, libvirt::fault, broker.monitor()::socketFaults, broker.monitor()::logFaults);
        this.retention =
                new GuestRetention(config, libvirt::domains, broker.handover()::domains, InstantSource.system());
        retention.start();
        libvirt.start(new RunningDomains(broker, retries, xmlReader, management, adoption));
    }

    /**
     * Makes the parts and starts them, with what the succession brings.
     *
     * @throws ConteeException if another contee serves the same run directory, or it cannot be used
     */
    static ConteeParts open(ConteeConfig config, Succession succession) {
        HostNames.check(config);
        GuestUser.refuseAsClient(config.guests().user(), config.groups());
        Path run = config.directories().run().path();
        if (succession.resumesFromRunning()) {
            HandoverWarmUp.run(brokerSettings(config), run);
        }
        if (succession.requestHandover()) {
            EventLog events = eventLog(config);
            KeptDescriptors kept = succession.descriptors();
            Broker broker = new Broker(brokerSettings(config), InstantSource.system(), events, kept);
            succession.resumeDomains(broker, kept);
            return new ConteeParts(config, InstanceLock.acquire(run), kept, events, broker);
        }
        InstanceLock lock = InstanceLock.acquire(run);
        try {
            EventLog events = eventLog(config);
            KeptDescriptors kept = succession.descriptors();
            Broker broker = new Broker(brokerSettings(config), InstantSource.system(), events, kept);
            return new ConteeParts(config, lock, kept, events, broker);
        } catch (RuntimeException e) {
            try (lock) {
                throw e;
            }
        }
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

    private static EventLog eventLog(ConteeConfig config) {
        return new EventLog(
                GuestDirs.of(config.directories()), config.logs().files(), EVENT_LOG_BYTES, InstantSource.system());
    }

    /** Answers a call of libvirt's hook, see {@link Contee#hook}. */
    Optional<String> hook(String operation, String xml) {
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

    /** Stops serving for another process to continue, see {@link Contee#handOver}. */
    void handOver() {
        broker.handOver();
        lock.close();
    }

    /** Stops serving, see {@link Contee#close}. */
    @Override
    public void close() {
        try (lock;
                events) {
            retention.close();
            libvirt.close();
            retries.close();
            management.close();
            if (broker.isHandedOver()) {
                kept.close();
            } else {
                broker.close();
                kept.drop();
            }
        }
    }
}
