package io.contee.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import io.contee.model.ByteSize;
import io.contee.model.ConsoleId;
import io.contee.model.ConteeException;
import io.contee.model.DomainId;
import io.contee.model.DomainJournal;
import io.contee.model.Durability;
import io.contee.model.LogPolicy;
import io.contee.model.PodRef;
import io.contee.net.UnixConnection;
import io.contee.net.UnixListener;
import io.contee.testing.Await;
import io.contee.testing.ConnectingProcess;
import io.contee.testing.LogCapture;
import io.contee.testing.ShortTempDir;
import io.contee.testing.SocketPeer;
import io.contee.testing.TestSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Only the process that libvirt has recorded is a domain's guest, whoever else may open its socket. */
class GuestIdentityTest {

    private static final LogPolicy POLICY = new LogPolicy(ByteSize.parse("1Mi"), 1);

    private final ShortTempDir temp = new ShortTempDir();
    private final Path pidDir = temp.resolve("q");
    private final DomainId web = BrokerFixture.domain("web");
    private final Broker broker = new Broker(
            TestSettings.broker(temp.path(), POLICY, Durability.DEFAULT, GuestProcesses.recordedIn(pidDir)),
            InstantSource.system(),
            DomainJournal.NONE);

    @AfterEach
    void closeAll() {
        broker.close();
        temp.close();
    }

    private void record(DomainId domain, long pid) {
        try {
            Files.createDirectories(pidDir);
            Files.writeString(pidDir.resolve(domain.name() + ".pid"), pid + "\n");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static long self() {
        return ProcessHandle.current().pid();
    }

    private Path open(DomainId domain) {
        ConsoleId id = new ConsoleId(domain, "serial0");
        Path socket =
                temp.resolve("r/consoles").resolve(domain.uuid().toString()).resolve("serial0.guest");
        broker.open(
                domain, DomainStart.starting(1), List.of(new ConsoleSpec(id, socket, PodRef.of(id), Optional.empty())));
        return socket;
    }

    private boolean isConnected(DomainId domain) {
        return broker.isConnected(new ConsoleId(domain, "serial0"));
    }

    @Test
    void theRecordedProcessIsTheGuest() {
        record(web, self());
        try (SocketPeer guest = SocketPeer.connect(open(web))) {
            Await.until("the guest is connected", () -> isConnected(web));
            guest.write("hello");
        }
    }

    @Test
    void anotherProcessOfTheSameUserIsRefusedAndTold() {
        record(web, self() + 1);
        try (LogCapture log = new LogCapture(ConsoleAcceptor.class);
                SocketPeer intruder = SocketPeer.connect(open(web))) {
            assertThat(intruder.awaitEnd()).isEmpty();
            assertThat(log.texts(Level.WARN))
                    .singleElement()
                    .asString()
                    .startsWith("web/serial0: refused process " + self() + " of user ")
                    .endsWith(" as the guest: it is not the guest's QEMU by libvirt's record " + pidDir + "/web.pid");
        }
        assertThat(isConnected(web)).isFalse();
    }

    @Test
    void theGuestOfOneDomainIsNotThatOfAnother() {
        DomainId other = BrokerFixture.domain("other");
        record(web, self());
        record(other, self() + 1);
        Path othersSocket = open(other);
        try (SocketPeer guest = SocketPeer.connect(open(web));
                SocketPeer intruder = SocketPeer.connect(othersSocket)) {
            assertThat(intruder.awaitEnd()).isEmpty();
            Await.until("the guest is connected", () -> isConnected(web));
            guest.write("mine");
        }
        assertThat(isConnected(other)).isFalse();
    }

    @Test
    void withoutARecordNobodyIsTheGuest() {
        try (LogCapture log = new LogCapture(ConsoleAcceptor.class);
                SocketPeer stranger = SocketPeer.connect(open(web))) {
            assertThat(stranger.awaitEnd()).isEmpty();
            assertThat(log.texts(Level.WARN))
                    .singleElement()
                    .asString()
                    .contains("libvirt's record of it cannot be read: " + pidDir)
                    .contains("check guestPidDir");
        }
    }

    @Test
    void whatIsNoNumberIsNoRecord() throws IOException {
        Files.createDirectories(pidDir);
        GuestProcesses guests = GuestProcesses.recordedIn(pidDir);
        for (String content : List.of("", "x", self() + " 1", "-" + self(), self() + "0")) {
            Files.writeString(pidDir.resolve("web.pid"), content);
            assertThat(guests.has((int) self(), web)).as(content).isFalse();
        }
        record(web, self());
        assertThat(guests.has((int) self(), web)).isTrue();
        assertThatThrownBy(() -> guests.check(1, web)).isInstanceOf(ConteeException.class);
    }

    @Test
    void aProcessThatHasEndedIsNotTheGuestThoughItsNumberIs() throws Exception {
        Path socket = temp.resolve("s");
        try (UnixListener listener = UnixListener.bind(socket, 0600, path -> {})) {
            Process process = ConnectingProcess.start(socket);
            List<UnixConnection> accepted = new ArrayList<>();
            Await.until("it has connected", () -> {
                try {
                    listener.accept().ifPresent(accepted::add);
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
                return !accepted.isEmpty();
            });
            try (UnixConnection connection = accepted.get(0)) {
                assertThat(connection.peer().pid()).isEqualTo((int) process.pid());
                assertThat(connection.hasPeerEnded()).isFalse();
                process.destroyForcibly();
                assertThat(process.waitFor(Await.LIMIT.toSeconds(), TimeUnit.SECONDS))
                        .isTrue();
                assertThat(connection.hasPeerEnded()).isEqualTo(kernelTells());
            }
        }
    }

    /** From 6.5 on. */
    private static boolean kernelTells() {
        String[] version = System.getProperty("os.version").split("[.-]", 3);
        int major = Integer.parseInt(version[0]);
        return major > 6 || (major == 6 && Integer.parseInt(version[1]) >= 5);
    }

    @Test
    void whoConnectsInALoopIsToldOfOnceAndKeepsNobodyOut() {
        record(web, self() + 1);
        Path socket = open(web);
        try (LogCapture log = new LogCapture(ConsoleAcceptor.class)) {
            for (int i = 0; i < 100; i++) {
                try (SocketPeer intruder = SocketPeer.connect(socket)) {
                    assertThat(intruder.awaitEnd()).isEmpty();
                }
            }
            assertThat(log.texts(Level.WARN)).hasSize(1);
        }
        record(web, self());
        try (SocketPeer guest = SocketPeer.connect(socket)) {
            Await.until("the guest is connected", () -> isConnected(web));
            guest.write("at last");
        }
    }
}
