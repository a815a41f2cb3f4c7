package io.contee.broker;

import io.contee.log.read.LogReader;
import io.contee.log.read.ReadOptions;
import io.contee.model.ByteSize;
import io.contee.model.ConsoleId;
import io.contee.model.ConsoleStatus;
import io.contee.model.DomainId;
import io.contee.model.DomainJournal;
import io.contee.model.LogPolicy;
import io.contee.model.PodRef;
import io.contee.testing.Await;
import io.contee.testing.ShortTempDir;
import io.contee.testing.SocketPeer;
import io.contee.testing.TestSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** A broker with its directories, and guests that are plain sockets. */
public final class BrokerFixture implements AutoCloseable {

    private static final LogPolicy POLICY = new LogPolicy(ByteSize.parse("16Mi"), 1);

    final ShortTempDir temp = new ShortTempDir();
    final Path consolesDir = temp.resolve("r/consoles");
    final Path logDir = temp.resolve("l");
    final Path podLogDir = temp.resolve("p");
    final Path ptyLogDir = temp.resolve("l/.pty");
    Broker broker = newBroker();
    private final List<SocketPeer> peers = new ArrayList<>();

    private Broker newBroker() {
        return new Broker(TestSettings.broker(temp.path(), POLICY), InstantSource.system(), DomainJournal.NONE);
    }

    /** Ends the broker and begins another, as an upgrade does. */
    void restart() {
        broker.close();
        broker = newBroker();
    }

    public static DomainId domain(String name) {
        return new DomainId(UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)), name);
    }

    List<ConsoleSpec> specs(DomainId domain, String... aliases) {
        return Arrays.stream(aliases)
                .map(alias -> new ConsoleId(domain, alias))
                .map(id -> new ConsoleSpec(id, guestSocket(domain, id.alias()), PodRef.of(id), Optional.empty()))
                .toList();
    }

    void open(DomainId domain, DomainStart start, String... aliases) {
        broker.open(domain, start, specs(domain, aliases.length == 0 ? new String[] {"serial0"} : aliases));
    }

    Path guestSocket(DomainId domain, String alias) {
        return consolesDir.resolve(domain.uuid().toString()).resolve(alias + ".guest");
    }

    SocketPeer guest(DomainId domain) {
        return guest(domain, "serial0");
    }

    SocketPeer guest(DomainId domain, String alias) {
        SocketPeer guest = keep(SocketPeer.connect(guestSocket(domain, alias)));
        Await.until("the guest is connected", () -> status(domain, alias).connected());
        return guest;
    }

    SocketPeer client(DomainId domain) {
        return client(domain, "serial0");
    }

    SocketPeer client(DomainId domain, String alias) {
        int before = status(domain, alias).clients();
        SocketPeer client = keep(SocketPeer.connect(status(domain, alias).clientSocket()));
        Await.until("the client is attached", () -> status(domain, alias).clients() == before + 1);
        return client;
    }

    SocketPeer keep(SocketPeer peer) {
        peers.add(peer);
        return peer;
    }

    ConsoleStatus status(DomainId domain) {
        return status(domain, "serial0");
    }

    ConsoleStatus status(DomainId domain, String alias) {
        return broker.consoles().stream()
                .filter(console -> console.id().equals(new ConsoleId(domain, alias)))
                .findFirst()
                .orElseThrow(() -> new AssertionError(domain + "/" + alias + " is not served"));
    }

    boolean isServed(DomainId domain) {
        return broker.consoles().stream()
                .anyMatch(console -> console.id().domain().equals(domain));
    }

    int attempt(DomainId domain) {
        String file = status(domain).podLog().orElseThrow().getFileName().toString();
        return Integer.parseInt(file.substring(0, file.indexOf('.')));
    }

    Path rawLog(DomainId domain, String alias) {
        return logDir.resolve(domain.name()).resolve(alias + ".log");
    }

    String rawText(DomainId domain) {
        return rawText(domain, "serial0");
    }

    String rawText(DomainId domain, String alias) {
        return read(rawLog(domain, alias));
    }

    static String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String podText(DomainId domain, int attempt) {
        return podText(domain, "serial0", attempt);
    }

    String podText(DomainId domain, String alias, int attempt) {
        return podText(podLogDir
                .resolve("libvirt_" + domain.name() + "_" + domain.uuid())
                .resolve(alias)
                .resolve(attempt + ".log"));
    }

    static String podText(Path podLog) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (LogReader reader = LogReader.open(podLog, ReadOptions.all())) {
            reader.copyTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        peers.forEach(SocketPeer::close);
        broker.close();
        temp.close();
    }
}
