package io.contee.manager;

import io.contee.broker.Broker;
import io.contee.broker.ClientPeer;
import io.contee.libvirt.GuestChardevs;
import io.contee.model.AttachOptions;
import io.contee.model.AttachedConsole;
import io.contee.model.ClientStatus;
import io.contee.model.ConsoleId;
import io.contee.model.ConsoleListener;
import io.contee.model.ConsoleStatus;
import io.contee.model.ConteeException;
import io.contee.model.ConteeException.Kind;
import io.contee.model.NotFoundException;
import io.contee.model.Replay;
import io.contee.model.WriteAccess;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/** Finds the consoles of running guests and their clients, types to them and sends breaks. */
final class GuestConsoles {

    /** The longest time that a guest has for accepting what is sent to it. */
    private static final Duration SEND_LIMIT = Duration.ofSeconds(10);

    private final Broker broker;
    private final GuestChardevs chardevs;
    private final Function<String, NotFoundException> notServed;

    /** @param notServed returns why a domain has no console that is served */
    GuestConsoles(Broker broker, GuestChardevs chardevs, Function<String, NotFoundException> notServed) {
        this.broker = broker;
        this.chardevs = chardevs;
        this.notServed = notServed;
    }

    ConsoleStatus find(String domain, Optional<String> alias) {
        List<ConsoleStatus> served = broker.consoles().stream()
                .filter(console -> console.id().domain().name().equals(domain))
                .toList();
        if (served.isEmpty()) {
            throw notServed.apply(domain);
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

    AttachedConsole attach(
            String domain,
            Optional<String> alias,
            AttachOptions options,
            ClientIdentity identity,
            ConsoleListener listener) {
        ConsoleId id = find(domain, alias).id();
        ClientPeer peer = new ClientPeer(identity::user, identity.pid());
        return broker.attachments().attach(id, options, peer, listener);
    }

    List<ClientStatus> clients(Optional<String> domain) {
        domain.ifPresent(name -> find(name, Optional.empty()));
        return broker.attachments().list().stream()
                .filter(client ->
                        domain.isEmpty() || client.console().domain().name().equals(domain.get()))
                .toList();
    }

    void send(String domain, Optional<String> alias, byte[] text, boolean force, ClientIdentity identity) {
        AttachOptions options = new AttachOptions(force ? WriteAccess.FORCE : WriteAccess.WRITE, Replay.NONE);
        LeaseWatch lease = new LeaseWatch();
        try (AttachedConsole console = attach(domain, alias, options, identity, lease)) {
            boolean accepted =
                    console.type(text).toCompletableFuture().get(SEND_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            if (!accepted) {
                throw new ConteeException(
                        Kind.CONFLICT,
                        "cannot send to " + domain + ": " + lease.describe() + ": wait for it, or steal it");
            }
        } catch (TimeoutException e) {
            throw new ConteeException(
                    "cannot send all of it to " + domain + ": its guest does not read its input, see 'contee list'", e);
        } catch (ExecutionException e) {
            throw new ConteeException("cannot send to " + domain + ": " + ConteeException.reason(e), e);
        } catch (InterruptedException e) {
            throw ConteeException.interrupted("sending to " + domain, e);
        }
    }

    void sendBreak(String domain, Optional<String> alias) {
        String console = find(domain, alias).id().alias();
        if (!console.contains("serial")) {
            throw new ConteeException("console " + console + " of domain " + domain
                    + " is not a serial port: only a serial line has a break");
        }
        chardevs.sendBreak(domain, console);
    }
}
