package io.contee.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.contee.broker.Broker;
import io.contee.broker.DomainStart;
import io.contee.config.AdoptPolicy;
import io.contee.domainxml.PtyConsoles;
import io.contee.domainxml.Rewriter;
import io.contee.hook.ConsoleSpecReader;
import io.contee.hook.ConsoleSpecReader.Consoles;
import io.contee.model.ByteSize;
import io.contee.model.ConteeException;
import io.contee.model.DomainJournal;
import io.contee.model.LogPolicy;
import io.contee.model.NotFoundException;
import io.contee.testing.Await;
import io.contee.testing.ShortTempDir;
import io.contee.testing.SocketPeer;
import io.contee.testing.TestSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A guest of QEMU's manners, with a real pty, a real socket and a broker between them. */
class GuestAdoptionTest {

    private static final LogPolicy POLICY = new LogPolicy(ByteSize.parse("1Mi"), 1);

    private final ShortTempDir temp = new ShortTempDir();
    private final FakeGuest guest = new FakeGuest();
    private final Path consoles = temp.resolve("r/consoles");
    private final Path rawLog = temp.resolve("l").resolve(FakeGuest.NAME).resolve("serial0.log");
    private final Broker broker =
            new Broker(TestSettings.broker(temp.path(), POLICY), InstantSource.system(), DomainJournal.NONE);
    private final ConsoleSpecReader xmlReader = new ConsoleSpecReader(new Rewriter(consoles, temp.resolve("l/.pty")));
    private final GuestAdoption adoption = new GuestAdoption(
            AdoptPolicy.ASK,
            guest,
            broker,
            xmlReader,
            new PtyConsoles(consoles, temp.resolve("l/.pty")),
            Duration.ofMillis(500),
            DomainJournal.NONE);

    @AfterEach
    void close() {
        guest.close();
        broker.close();
        temp.close();
    }

    private void adopt() {
        assertThat(adoption.adopt(FakeGuest.NAME, Optional.empty(), false))
                .singleElement()
                .asString()
                .startsWith("web/serial0: adopted from " + guest.pty.path());
    }

    private String logged() {
        try {
            return Files.exists(rawLog) ? Files.readString(rawLog) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void assertUntouched() {
        assertThat(guest.metadata).isEmpty();
        assertThat(guest.backend).isEqualTo("pty:" + guest.pty.path());
        assertThat(broker.consoles()).isEmpty();
    }

    @Test
    void whatThePtyHeldComesBeforeWhatTheSocketBrings() {
        guest.pty.print("left in the pty\n");

        adopt();

        Await.until("both are logged", () -> logged().contains("socket"));
        assertThat(logged()).isEqualTo("left in the pty\nfrom the socket\r\n");
        assertThat(guest.metadata)
                .isEqualTo(
                        "<console><adopted console=\"serial0\" pty=\"" + guest.pty.path() + "\" run=\"7\"/></console>");
        assertThat(broker.consoles()).singleElement().satisfies(console -> {
            assertThat(console.connected()).isTrue();
            assertThat(console.adoptedFrom()).contains(guest.pty.path().toString());
        });
    }

    @Test
    void aPtyThatAnotherProcessHasOpenIsLeftAloneUnlessForced() throws IOException {
        try (FileChannel user = FileChannel.open(guest.pty.path(), StandardOpenOption.WRITE)) {
            assertThat(user.isOpen()).isTrue();
            assertThatThrownBy(() -> adoption.adopt(FakeGuest.NAME, Optional.empty(), false))
                    .isInstanceOf(ConteeException.class)
                    .hasMessageStartingWith("cannot adopt web/serial0: process ")
                    .hasMessageContaining(" has " + guest.pty.path() + " open");
            assertThat(guest.changes).isEmpty();
            assertUntouched();

            assertThat(adoption.adopt(FakeGuest.NAME, Optional.empty(), true)).hasSize(1);
        }
    }

    @Test
    void aRefusalOfQemusChangesNothing() {
        guest.refuses = "socket";

        assertThatThrownBy(this::adopt)
                .isInstanceOf(ConteeException.class)
                .hasMessageContaining("web/serial0: the QEMU of domain web says: Failed to connect: Permission denied");

        assertUntouched();
    }

    @Test
    void aGuestThatDoesNotConnectGetsAPtyAgain() {
        guest.connects = false;

        assertThatThrownBy(this::adopt)
                .isInstanceOf(ConteeException.class)
                .hasMessageContaining("did not connect to " + consoles)
                .hasMessageContaining("it is back at " + guest.pty.path());

        assertThat(guest.changes).containsExactly("socket", "file", "pty");
        assertUntouched();
    }

    @Test
    void aConsoleWhoseLogCannotBeKeptUpIsLeftAloneUnlessForced() {
        guest.log = "<log file='/var/log/web.log'/>";

        assertThatThrownBy(this::adopt).hasMessageContaining("its <log> '/var/log/web.log' would end");
        assertUntouched();

        assertThat(adoption.adopt(FakeGuest.NAME, Optional.empty(), true)).hasSize(1);
    }

    @Test
    void aChardevThatSomebodyElseHasMovedIsLeftAlone() {
        guest.backend = "unix:/elsewhere,server=on";

        assertThatThrownBy(this::adopt).hasMessageContaining("'unix:/elsewhere,server=on'");

        assertThat(guest.changes).isEmpty();
        assertThat(guest.metadata).isEmpty();
    }

    @Test
    void aReleasedConsoleIsAtItsPtyAgainByWayOfSomethingThatIsNeverFull() {
        adopt();
        guest.changes.clear();

        assertThat(adoption.release(FakeGuest.NAME, Optional.of("serial0")))
                .containsExactly("web/serial0: released to " + guest.pty.path());

        assertThat(guest.changes).containsExactly("file", "pty");
        assertUntouched();
        assertThat(logged()).isEqualTo("from the socket\r\n");
    }

    @Test
    void aConsoleThatCannotBeReleasedIsConnectedAgain() {
        adopt();
        guest.refuses = "pty";

        assertThatThrownBy(() -> adoption.release(FakeGuest.NAME, Optional.empty()))
                .hasMessageContaining("cannot release web/serial0: ");

        Await.until("it is connected", () -> broker.consoles().stream().allMatch(c -> c.connected()));
        assertThat(guest.backend).isEqualTo("unix:");
        assertThat(guest.metadata).contains("adopted");
    }

    @Test
    void afterARestartOfConteeTheGuestIsConnectedAgain() {
        adopt();
        guest.connection.ifPresent(SocketPeer::close);
        guest.backend = "disconnected:unix:/there";
        Consoles domain = xmlReader.read(guest.xml(FakeGuest.NAME));
        broker.release(domain.domain().uuid());
        broker.open(domain.domain(), DomainStart.running(7, System.nanoTime()), domain.consoles());

        adoption.repair(domain);

        assertThat(broker.isConnected(domain.consoles().get(0).id())).isTrue();
    }

    @Test
    void aMarkWithoutItsChangeIsTakenBack() {
        guest.metadata = "<console><adopted console='serial0' pty='" + guest.pty.path() + "' run='7'/></console>";
        Consoles domain = xmlReader.read(guest.xml(FakeGuest.NAME));
        broker.open(domain.domain(), DomainStart.running(7, System.nanoTime()), domain.consoles());

        adoption.repair(domain);

        assertUntouched();
    }

    @Test
    void whatThereIsNotIsTold() {
        assertThatThrownBy(() -> adoption.adopt("other", Optional.empty(), false))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("'other' does not run");
        assertThatThrownBy(() -> adoption.adopt(FakeGuest.NAME, Optional.of("serial1"), false))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("named 'serial1': it has serial0");
        assertThatThrownBy(() -> adoption.release(FakeGuest.NAME, Optional.empty()))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("no adopted console");
    }

    @Test
    void adoptableIsADomainWithAPtyAndNoOtherModeOfItsOwn() {
        assertThat(adoption.adoptable()).containsExactly(FakeGuest.NAME);
        guest.metadata = "<console mode='off'/>";
        assertThat(adoption.adoptable()).isEmpty();
        guest.metadata = "<console mode='unix'/>";
        assertThat(adoption.adoptable()).containsExactly(FakeGuest.NAME);
        adopt();
        assertThat(adoption.adoptable()).isEmpty();
    }
}
