package io.contee.hook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.contee.broker.Broker;
import io.contee.domainxml.DomainXml;
import io.contee.domainxml.Rewriter;
import io.contee.model.ByteSize;
import io.contee.model.ConsoleMode;
import io.contee.model.ConsoleStatus;
import io.contee.model.ConteeException;
import io.contee.model.DomainJournal;
import io.contee.model.LogPolicy;
import io.contee.testing.Domains;
import io.contee.testing.ShortTempDir;
import io.contee.testing.SocketPeer;
import io.contee.testing.TestSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class HookHandlerTest {

    private static final LogPolicy POLICY = new LogPolicy(ByteSize.parse("1Mi"), 1);

    private final ShortTempDir temp = new ShortTempDir();
    private final Rewriter rewriter = new Rewriter(temp.resolve("r/consoles"), temp.resolve("l/.pty"));
    private final Broker broker =
            new Broker(TestSettings.broker(temp.path(), POLICY), InstantSource.system(), DomainJournal.NONE);
    private final PtyLogDirectories ptyLogs = new PtyLogDirectories(rewriter, temp.resolve("l/.pty"));
    private Optional<ConsoleMode> wantedMode = Optional.empty();
    private final HookHandler handler = new HookHandler(
            broker, new ConsoleSpecReader(rewriter), new IncomingXml(rewriter, ptyLogs, domain -> wantedMode), ptyLogs);

    @AfterEach
    void closeAll() {
        broker.close();
        temp.close();
    }

    /** What libvirt passes to the hook for a domain that contee defined. */
    private String live(int id) {
        return rewriter.rewrite(Domains.ORDINARY, ConsoleMode.UNIX)
                .replaceFirst("<domain type='qemu'", "<domain type='qemu' id='" + id + "'");
    }

    private ConsoleStatus served() {
        assertThat(broker.consoles()).hasSize(1);
        return broker.consoles().get(0);
    }

    private Path guestSocket() {
        return served().clientSocket().resolveSibling("serial0.guest");
    }

    @Test
    void prepareHasTheSocketsReadyForQemu() {
        handler.handle(HookOperation.PREPARE, live(1));
        try (SocketPeer guest = SocketPeer.connect(guestSocket())) {
            guest.write("BIOS");
        }
        assertThat(served().id()).hasToString("web/serial0");
        assertThat(served().podLog().orElseThrow()).hasFileName("0.log");
    }

    @Test
    void releaseEndsTheConsolesAndTheNextPrepareIsAnotherAttempt() {
        handler.handle(HookOperation.PREPARE, live(1));
        handler.handle(HookOperation.RELEASE, live(1));
        assertThat(broker.consoles()).isEmpty();
        handler.handle(HookOperation.PREPARE, live(2));
        assertThat(served().podLog().orElseThrow()).hasFileName("1.log");
    }

    @Test
    void aCloneThatHasTheLogOfItsOriginalMarksIt() throws IOException {
        String original = rewriter.rewrite(Domains.ORDINARY, ConsoleMode.PTY);
        handler.handle(HookOperation.PREPARE, original);
        handler.handle(HookOperation.RELEASE, original);
        String clone = original.replaceFirst("<uuid>[^<]*<", "<uuid>11111111-1111-4111-8111-111111111111<")
                .replace("<name>web<", "<name>clone<");
        assertThatThrownBy(() -> handler.handle(HookOperation.PREPARE, clone)).hasMessageContaining("domain clone");
        String uuid = DomainXml.parse(original).uuid().orElseThrow().toString();
        assertThat(temp.resolve("l/.pty").resolve(uuid).resolve("serial0.foreign"))
                .hasContent("clone");
    }

    @Test
    void reconnectGoesOnWithTheRun() {
        handler.handle(HookOperation.PREPARE, live(1));
        handler.handle(HookOperation.RECONNECT, live(1));
        assertThat(served().podLog().orElseThrow()).hasFileName("0.log");
    }

    @Test
    void reconnectTakesUpADomainThatRanBefore() {
        handler.handle(HookOperation.RECONNECT, live(1));
        try (SocketPeer guest = SocketPeer.connect(guestSocket())) {
            guest.write("x");
        }
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"PREPARE", "RECONNECT", "RELEASE", "RESTORE", "MIGRATE"})
    void otherOperationsChangeNothing(HookOperation operation) {
        handler.handle(operation, live(1));
        assertThat(broker.consoles()).isEmpty();
        handler.handle(HookOperation.PREPARE, live(1));
        handler.handle(operation, live(1));
        assertThat(served().podLog().orElseThrow()).hasFileName("0.log");
    }

    @ParameterizedTest
    @EnumSource(names = {"RESTORE", "MIGRATE"})
    void aGuestThatComesBackIsRewrittenAndNotYetServed(HookOperation operation) {
        wantedMode = Optional.of(ConsoleMode.UNIX);
        assertThat(handler.handle(operation, Domains.ORDINARY))
                .contains(rewriter.rewrite(Domains.ORDINARY, ConsoleMode.UNIX));
        assertThat(handler.handle(operation, live(1))).isEmpty();
        assertThat(broker.consoles()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"RESTORE", "MIGRATE"})
    void noOtherOperationAnswersWithXml(HookOperation operation) {
        wantedMode = Optional.of(ConsoleMode.PTY);
        assertThat(handler.handle(operation, live(1))).isEmpty();
    }

    @Test
    void aGuestInModePtyFindsTheDirectoryOfItsLog() {
        String xml = rewriter.rewrite(Domains.ORDINARY, ConsoleMode.PTY);
        Path directory = rewriter.endpoints(DomainXml.parse(xml)).get(0).path().getParent();
        assertThat(directory).doesNotExist();
        handler.handle(HookOperation.PREPARE, xml);
        assertThat(directory).isDirectory();
    }

    @Test
    void aGuestThatComesBackInModePtyFindsTheDirectoryOfItsLog() {
        wantedMode = Optional.of(ConsoleMode.PTY);
        String xml = handler.handle(HookOperation.RESTORE, live(1)).orElseThrow();
        assertThat(rewriter.endpoints(DomainXml.parse(xml)))
                .singleElement()
                .satisfies(endpoint -> assertThat(endpoint.path().getParent()).isDirectory());
    }

    @Test
    void theDirectoryOfALogThatItsOwnerChoseIsNotMade() {
        Path chosen = temp.resolve("own/guest.log");
        String xml = rewriter.rewrite(
                Domains.ORDINARY.replaceFirst(
                        "<serial type='pty'>", "<serial type='pty'><log file='" + chosen + "' append='on'/>"),
                ConsoleMode.PTY);
        handler.handle(HookOperation.PREPARE, xml);
        assertThat(chosen.getParent()).doesNotExist();
    }

    @Test
    void aDomainWithoutAConsoleOfConteesIsNotServed() {
        handler.handle(HookOperation.PREPARE, Domains.ORDINARY);
        handler.handle(HookOperation.RELEASE, Domains.ORDINARY);
        assertThat(broker.consoles()).isEmpty();
        assertThat(temp.resolve("r/consoles")).doesNotExist();
    }

    @Test
    void nonsenseIsRefusedAndServesNothing() {
        for (String nonsense : new String[] {"", "no xml", "<domain/>", "<domain><name>a</name>", "\0"}) {
            assertThatThrownBy(() -> handler.handle(HookOperation.PREPARE, nonsense))
                    .isInstanceOf(ConteeException.class)
                    .message()
                    .isNotEmpty()
                    .doesNotContain("\n");
        }
        assertThat(broker.consoles()).isEmpty();
    }

    @Test
    void libvirtsNamesAreTheOperations() {
        for (HookOperation operation : HookOperation.values()) {
            assertThat(HookOperation.parse(operation.toString())).isEqualTo(operation);
        }
        assertThatThrownBy(() -> HookOperation.parse("PREPARE\n"))
                .isInstanceOf(ConteeException.class)
                .hasMessage("hook operation 'PREPARE?' is unknown: libvirt's are prepare, start, started, stopped,"
                        + " release, migrate, restore, reconnect, attach");
    }
}
