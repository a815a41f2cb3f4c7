package io.contee.manager;

import io.contee.broker.Broker;
import io.contee.broker.KeptDescriptors;
import io.contee.config.ConteeConfig;
import io.contee.config.ManagePolicy;
import io.contee.log.read.LogReader;
import io.contee.log.read.ReadOptions;
import io.contee.model.AttachOptions;
import io.contee.model.AttachedConsole;
import io.contee.model.ClientStatus;
import io.contee.model.ConsoleListener;
import io.contee.model.ConsoleMode;
import io.contee.model.ConsoleRef;
import io.contee.model.ConsoleStatus;
import io.contee.model.ContainerRef;
import io.contee.model.ConteeException;
import io.contee.model.NotFoundException;
import io.contee.model.Version;
import io.contee.net.ClientSlots;
import io.contee.stats.SlotFigures;
import java.util.List;
import java.util.Optional;

/**
 * A console broker in this JVM. It serves the consoles of the host's domains from {@link #open} to {@link #close}:
 * those that it starts itself, those that libvirt reports as started by others, and those that ran before. Any thread
 * may call it, but none that a libvirt hook waits for, except {@link #hook}.
 *
 * <p>Failures are {@link ConteeException}s with a message of one line.
 */
public final class Contee implements AutoCloseable {

    private final ConteeParts parts;

    private Contee(ConteeParts parts) {
        this.parts = parts;
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
        return new Contee(ConteeParts.open(config, succession));
    }

    /** The configuration that it was opened with. */
    public ConteeConfig config() {
        return parts.config;
    }

    /**
     * Rewrites a domain's XML for its mode and defines it in libvirt. The domain may exist already.
     *
     * @return the domain's identity and its consoles
     */
    public DefinedDomain define(String xml, DefineOptions options) {
        return parts.management.definer().define(xml, options);
    }

    /**
     * Returns the modes of a domain's consoles, as defined and as running.
     *
     * @throws NotFoundException if no such domain exists
     */
    public DomainMode mode(String domain) {
        return parts.management.modes().show(domain);
    }

    /**
     * Changes the mode of a domain's persistent definition. Mode {@code OFF} is recorded there, too: contee then leaves
     * the domain alone, whatever its {@link ManagePolicy} covers.
     *
     * @param live whether to move the consoles of the running guest, too, without a restart
     * @throws NotFoundException if no such domain exists
     */
    public DomainMode setMode(String domain, ConsoleMode mode, boolean live) {
        return parts.management.modes().set(domain, mode, live);
    }

    /** Starts a defined domain; its consoles are served from its first byte on. */
    public void start(String domain) {
        parts.domains.start(domain);
    }

    /** Stops a domain immediately, as if its plug were pulled. When this returns its logs are complete. */
    public void stop(String domain) {
        parts.domains.stop(domain);
    }

    /** The current status. */
    public ConteeStatus status() {
        return new ConteeStatus(
                Version.own(), ProcessHandle.current().pid(), parts.libvirt.isConnected(), parts.hookCalls.last());
    }

    /** The current figures. It asks neither libvirt nor an event loop, and waits for a disk for a second at most. */
    public ConteeFigures figures() {
        return new ConteeFigures(
                status(),
                parts.broker.monitor().consoles(),
                parts.broker.monitor().loops(),
                parts.hookCalls.figures(),
                parts.guestMemory.residentBytes(),
                new SlotFigures(
                        clientSlots().size(),
                        clientSlots().used(),
                        clientSlots().refused()));
    }

    /** The descriptors that clients may hold, also those of a program's own servers. */
    public ClientSlots clientSlots() {
        return parts.broker.clientSlots();
    }

    /** The checks of whether contee is live and ready. */
    public Readiness readiness() {
        return parts.readiness;
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
        return parts.adoption.adopt(consoles.domain(), consoles.alias(), force);
    }

    /** The running domains that have a console to adopt and no mode of their own but unix, by name. */
    public List<String> adoptable() {
        return parts.adoption.adoptable();
    }

    /**
     * Moves adopted consoles of a running domain back to a pty, the one that it had if possible.
     *
     * @param consoles one console, or all that were adopted
     * @return what was done, a line for each console
     * @throws ConteeException if one could not be moved, with the reason; the domain's others are
     */
    public List<String> release(ConsoleRef consoles) {
        return parts.adoption.release(consoles.domain(), consoles.alias());
    }

    /** The consoles that are served now, by domain name and alias. */
    public List<ConsoleStatus> consoles() {
        return parts.broker.consoles();
    }

    /**
     * The console of a running domain.
     *
     * @throws NotFoundException if it is not served, with the reason
     */
    public ConsoleStatus console(ConsoleRef console) {
        return parts.consoles.find(console.domain(), console.alias());
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
        return parts.consoles.attach(console.domain(), console.alias(), options, identity, listener);
    }

    /** The clients that are attached now. */
    public List<ClientStatus> clients() {
        return parts.consoles.clients(Optional.empty());
    }

    /**
     * The clients that are attached to a domain's consoles now.
     *
     * @throws NotFoundException if the domain has no console that is served
     */
    public List<ClientStatus> clients(String domain) {
        return parts.consoles.clients(Optional.of(domain));
    }

    /**
     * Types to a guest, and detaches again. When this returns the text is queued for the guest.
     *
     * @param force whether to steal the write lease from another client, which is notified
     * @param identity the user on whose behalf it types
     * @throws ConteeException if another client has the write lease, or the guest reads no input
     */
    public void send(ConsoleRef console, byte[] text, boolean force, ClientIdentity identity) {
        parts.consoles.send(console.domain(), console.alias(), text, force, identity);
    }

    /**
     * Sends a break to a serial port of a running guest. libvirt marks the domain as tainted by that: it offers this
     * only through QEMU's monitor.
     *
     * @throws ConteeException if the console is not a serial port, or QEMU refuses
     */
    public void sendBreak(ConsoleRef console) {
        parts.consoles.sendBreak(console.domain(), console.alias());
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
        return parts.logs.ofDomain(console.domain(), console.alias());
    }

    /**
     * Returns the log of a pod's container: that of the present run, or else of the last one.
     *
     * @throws NotFoundException if there is none
     */
    public GuestLog podLog(ContainerRef container) {
        return parts.logs.ofPod(container.namespace(), container.pod(), container.container());
    }

    /**
     * Writes to a new file where someone has renamed the log of a pod's container, as the kubelet does before it calls
     * ReopenContainerLog. When this returns, all that the guest prints from now on is written to the new file.
     *
     * @param container must name its container
     * @throws NotFoundException if the container is not served
     */
    public void reopenPodLog(ContainerRef container) {
        parts.logs.reopen(
                container.namespace(),
                container.pod(),
                container
                        .container()
                        .orElseThrow(() -> new ConteeException("a log is reopened of one container: name it")));
    }

    /**
     * Answers a call of libvirt's hook. It never asks libvirt, because the hook waits for it.
     *
     * @param operation the operation, as libvirt names it
     * @param xml the domain's XML, as libvirt gave it to the hook
     * @return the XML that libvirt is to use in its place; empty to leave it as it is
     */
    public Optional<String> hook(String operation, String xml) {
        return parts.hook(operation, xml);
    }

    /**
     * Stops serving for another process to continue: the guests stay connected, and wait. If none does so within a
     * minute, their connections are closed. {@link #close} must still be called.
     */
    public void handOver() {
        parts.handOver();
    }

    /** Returns whether a handover to another process has begun: that process may now serve what is not found here. */
    public boolean isHandingOver() {
        return parts.broker.handover().isBegun();
    }

    /** The descriptors to pass to that process, and the server that holds them until then. */
    KeptDescriptors kept() {
        return parts.kept;
    }

    Broker broker() {
        return parts.broker;
    }

    /** Stops serving; the guests run on, and connect to the next contee. */
    @Override
    public void close() {
        parts.close();
    }
}
