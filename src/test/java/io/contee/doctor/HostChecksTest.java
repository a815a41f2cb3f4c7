package io.contee.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.contee.http.ConsoleView;
import io.contee.http.StatusView;
import io.contee.libvirt.LibvirtInventory;
import io.contee.libvirt.LibvirtVersion;
import io.contee.model.ByteSize;
import io.contee.model.LogPolicy;
import io.contee.testing.RunningContee;
import io.contee.testing.ShortTempDir;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostChecksTest {

    private static final LogPolicy POLICY = new LogPolicy(ByteSize.parse("1Mi"), 3);

    private final ShortTempDir temp = new ShortTempDir();

    @AfterEach
    void removeFiles() {
        temp.close();
    }

    // ---- libvirt

    private static LibvirtCheck libvirt(LibvirtVersion libvirt, Optional<LibvirtVersion> qemu) {
        return new LibvirtCheck(
                new LibvirtAnswer("qemu:///system", Optional.of(new LibvirtInventory(libvirt, qemu, List.of())), ""));
    }

    @Test
    void versionsOfLibvirtAndQemuAreTold() {
        Optional<LibvirtVersion> qemu = Optional.of(new LibvirtVersion(7, 2, 22));
        Findings.single(
                libvirt(new LibvirtVersion(9, 0, 0), qemu),
                Level.OK,
                "libvirt 9.0.0 at qemu:///system with QEMU 7.2.22");
        Findings.single(libvirt(new LibvirtVersion(8, 10, 5), qemu), Level.WARNING, "8.10.5", "tested with libvirt 9");
        Findings.single(libvirt(new LibvirtVersion(11, 3, 0), Optional.empty()), Level.WARNING, "finds no QEMU");
    }

    @Test
    void aLibvirtThatDoesNotAnswerIsFound() {
        Findings.single(
                new LibvirtCheck(new LibvirtAnswer("qemu:///system", Optional.empty(), "why\nnot")),
                Level.PROBLEM,
                "libvirt does not answer at qemu:///system",
                "why?not",
                "virsh -c qemu:///system version");
    }

    // ---- contee

    @Test
    void aConteeThatServesWithoutLibvirtIsFound() {
        try (RunningContee running = new RunningContee()) {
            DaemonAnswer answer =
                    DaemonAnswer.ask(running.config().directories().run().controlSocket());
            String version = answer.status().orElseThrow().version();
            Findings.single(new DaemonCheck(answer, version), Level.PROBLEM, "without a connection to libvirt");
            Findings.single(
                    new DaemonCheck(answer, "0.0.1"), Level.WARNING, "contee " + version + " serves at ", "is 0.0.1");
        }
    }

    @Test
    void aConteeThatServesIsFine() {
        Path socket = Path.of("/r/control.sock");
        DaemonAnswer answer =
                new DaemonAnswer(socket, Optional.of(new StatusView("1.2", 1, true, Optional.empty())), List.of(), "");
        Findings.single(new DaemonCheck(answer, "1.2"), Level.OK, "contee 1.2 serves at /r/control.sock");
    }

    @Test
    void aConsoleWhoseOutputIsLostIsFound() {
        ConsoleView dead = new ConsoleView(
                "web",
                "00000000-0000-0000-0000-000000000001",
                "serial0",
                "pty",
                false,
                true,
                0,
                0,
                0,
                0,
                "",
                Optional.empty(),
                Optional.empty(),
                "",
                "",
                "",
                Optional.of("nobody writes its log any more"));
        DaemonAnswer answer = new DaemonAnswer(
                Path.of("/r/control.sock"),
                Optional.of(new StatusView("1.2", 1, true, Optional.empty())),
                List.of(dead),
                "");
        assertThat(new DaemonCheck(answer, "1.2").examine())
                .extracting(Finding::level)
                .containsExactly(Level.OK, Level.PROBLEM);
    }

    @Test
    void aConteeThatIsDownIsFound() {
        Path socket = temp.resolve("control.sock");
        Findings.single(
                new DaemonCheck(DaemonAnswer.ask(socket), "1"),
                Level.PROBLEM,
                "contee does not answer at " + socket,
                "contee serve");
    }

    // ---- sockets

    @Test
    void aRunDirectoryWithATooLongPathIsFound() {
        // 107 bytes, less slash, UUID, slash, console10 and .client
        Findings.single(new SocketPathsCheck(Path.of("/" + "r".repeat(52))), Level.OK, "aliases of 9 bytes");
        Findings.single(new SocketPathsCheck(Path.of("/" + "r".repeat(53))), Level.PROBLEM, "8 bytes are left");
        Findings.single(new SocketPathsCheck(Path.of("/" + "ü".repeat(60))), Level.PROBLEM, " 0 bytes are left");
    }

    /** A user who is refused some paths. */
    private record Refusing(List<Path> refused) implements GuestAccess {
        @Override
        public String user() {
            return "qemu";
        }

        @Override
        public List<Path> refused(List<Path> paths) {
            assertThat(paths).containsAll(refused);
            return refused;
        }
    }

    @Test
    void theOutermostOfTheDirectoriesThatQemuMayNotPassIsFound() throws IOException {
        Path consoles = Files.createDirectories(temp.resolve("c"));
        Path domain = Files.createDirectory(consoles.resolve("d"));
        Path guest = Files.createFile(domain.resolve("serial0.guest"));
        Files.createFile(domain.resolve("serial0.client"));

        Findings.single(
                new SocketDirectoriesCheck(consoles, new Refusing(List.of(consoles, domain, guest))),
                Level.PROBLEM,
                "QEMU's user qemu may not pass through " + consoles + " (rwx",
                "chmod a+x " + consoles,
                "setfacl -m u:qemu:x " + consoles);
        Findings.single(
                new SocketDirectoriesCheck(consoles, new Refusing(List.of(guest))),
                Level.PROBLEM,
                "may not use " + guest + " (rw",
                "restart contee");
        Findings.single(
                new SocketDirectoriesCheck(consoles, new Refusing(List.of())), Level.OK, "the 1 guest sockets there");
    }

    @Test
    void whatOnlyRootCanFindOutIsSaidToBeUnknown() {
        Findings.single(
                new SocketDirectoriesCheck(temp.path(), GuestAccess.of(Optional.of("no-such-user"), false)),
                Level.UNKNOWN,
                "only root can find out what user no-such-user may do");
        Findings.single(
                new SocketDirectoriesCheck(temp.path(), new SetprivAccess("no-such-user")),
                Level.UNKNOWN,
                "no-such-user");
    }

    @Test
    void oneMayDoWhatOneMayDo() throws IOException {
        Path file = Files.createFile(temp.resolve("f"));
        assertThat(GuestAccess.of(Optional.empty(), false).refused(List.of(temp.path(), file, temp.resolve("gone"))))
                .containsExactly(temp.resolve("gone"));
    }

    // ---- logs

    private static LogDirectoryCheck logs(Path directory, LogPolicy policy) {
        return new LogDirectoryCheck("raw logs", "logDir", directory, policy);
    }

    @Test
    void aLogDirectoryThatCanBeWrittenIsLeftAsItWas() throws IOException {
        Findings.single(logs(temp.path(), POLICY), Level.OK, temp.path() + " can be written");
        assertThat(temp.path()).isEmptyDirectory();
        Findings.single(logs(temp.resolve("a/b"), POLICY), Level.OK, "(it will be made)");
        assertThat(temp.path()).isEmptyDirectory();
    }

    @Test
    void aLogDirectoryThatCannotBeWrittenIsFound() throws IOException {
        Path file = Files.createFile(temp.resolve("file"));
        Findings.single(logs(file.resolve("logs"), POLICY), Level.PROBLEM, file + " is not a directory", "logDir");
        // Not even root writes there.
        Findings.single(logs(Path.of("/proc"), POLICY), Level.PROBLEM, "/proc cannot be written: ", "logDir");
    }

    @Test
    void tooLittleSpaceForTheLogsOfAConsoleIsFound() {
        Findings.single(
                logs(temp.path(), new LogPolicy(new ByteSize(1L << 50), 3)),
                Level.WARNING,
                "of free space",
                "the logs of one console alone may take 4096Ti");
    }

    // ---- virtlogd

    @Test
    void virtlogdIsWantedOnlyForConsolesInPtyMode() {
        Path socket = temp.resolve("virtlogd-sock");
        Findings.single(new VirtlogdCheck(false, socket, false), Level.OK, "not needed");
        Findings.single(new VirtlogdCheck(true, socket, true), Level.OK, "libvirt starts it");
        Findings.single(
                new VirtlogdCheck(true, socket, false),
                Level.PROBLEM,
                "virtlogd does not answer at " + socket,
                "do not start");
        try (RunningContee running = new RunningContee()) {
            Findings.single(
                    new VirtlogdCheck(true, running.config().directories().run().controlSocket(), false),
                    Level.OK,
                    "answers");
        }
    }

    // ---- security modules

    @Test
    void securityModulesAreTold() throws IOException {
        Findings.single(new SecurityModuleCheck(temp.path()), Level.OK, "neither");
        Path apparmor = Files.createDirectories(temp.resolve("module/apparmor/parameters"));
        Files.writeString(apparmor.resolve("enabled"), "Y\n");
        Findings.single(new SecurityModuleCheck(temp.path()), Level.OK, "AppArmor is on");
        Path selinux = Files.createDirectories(temp.resolve("fs/selinux"));
        Files.writeString(selinux.resolve("enforce"), "0");
        Findings.single(new SecurityModuleCheck(temp.path()), Level.OK, "AppArmor is on");
        Files.writeString(selinux.resolve("enforce"), "1");
        Findings.single(new SecurityModuleCheck(temp.path()), Level.WARNING, "SELinux is enforcing", "ausearch");
    }

    // ---- the user that QEMU runs as

    @ParameterizedTest
    @CsvSource({
        "'#user = \"other\"\n', OK, default user",
        "'user = \"root\"', OK, QEMU runs as root",
        "'user=\"+0\"\ngroup = \"x\"', OK, QEMU runs as 0",
        "'user = \"a\"\n user = \"other\"\n', PROBLEM, 'has QEMU run as ''other'''",
        "'user = \"+1234\"', UNKNOWN, user number 1234",
        "'', OK, default user",
    })
    void theUserOfQemuConfIsCompared(String text, Level level, String words) throws IOException {
        Path conf = Files.writeString(temp.resolve("qemu.conf"), text);
        Findings.single(new GuestUserCheck(conf, Optional.of("root")), level, words);
    }

    @Test
    void aGuestUserThatDoesNotExistIsFound() {
        Findings.single(
                new GuestUserCheck(temp.resolve("none"), Optional.of("no-such-user")),
                Level.PROBLEM,
                "there is no user 'no-such-user'");
    }

    @Test
    void namesInCommandsAreOneWord() {
        assertThat(ShellWord.of("/r/web-1")).isEqualTo("/r/web-1");
        assertThat(ShellWord.of("a b")).isEqualTo("'a b'");
        assertThat(ShellWord.of("-rf")).isEqualTo("'-rf'");
        assertThat(ShellWord.of("$(x)")).isEqualTo("'$(x)'");
        assertThat(ShellWord.of("a'b\n")).isEqualTo("'a'\\''b?'");
    }
}
