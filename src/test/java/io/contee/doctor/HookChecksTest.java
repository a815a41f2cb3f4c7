package io.contee.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.contee.testing.ShortTempDir;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HookChecksTest {

    private static final String SHIPPED = "#!/bin/sh\nexit 0\n";

    private final ShortTempDir temp = new ShortTempDir();
    private final HookDirectory hooks = new HookDirectory(temp.path());
    private final Path hook = hooks.contees();
    private final Path commands = temp.resolve("bin");

    @BeforeEach
    void installCommands() throws IOException {
        Files.createDirectories(hook.getParent());
        Files.createDirectories(commands);
        for (String command : List.of("perl", "timeout", "id")) {
            write(commands.resolve(command), "", true);
        }
    }

    @AfterEach
    void removeFiles() {
        temp.close();
    }

    private static Path write(Path file, String text, boolean executable) throws IOException {
        Files.writeString(file, text);
        return Files.setPosixFilePermissions(
                file, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
    }

    private HookCheck hookCheck() {
        return new HookCheck(hooks, SHIPPED, List.of(commands));
    }

    // ---- the hook

    @Test
    void theHookOfThisVersionIsFine() throws IOException {
        write(hook, SHIPPED, true);
        Findings.single(hookCheck(), Level.OK, hook.toString());
    }

    @Test
    void aMissingHookIsFound() {
        Findings.single(hookCheck(), Level.PROBLEM, "there is no hook " + hook, "libvirt-hooks/install");
    }

    @Test
    void aHookThatCannotBeExecutedIsFound() throws IOException {
        write(hook, SHIPPED, false);
        Findings.single(hookCheck(), Level.PROBLEM, hook + " cannot be executed", "chmod 755 " + hook);
    }

    @Test
    void aMissingInterpreterIsFoundAndWhatItDoesToGuests() throws IOException {
        write(hook, "#!/no/such/shell -e\n", true);
        Findings.single(hookCheck(), Level.PROBLEM, "'/no/such/shell'", "no guest starts", "kills");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "exit 0\n", "\n#!/bin/sh\n", "#!\n", "\0#!/bin/sh", "#!sh\n"})
    void aHookThatTheKernelCannotRunIsFound(String text) throws IOException {
        write(hook, text, true);
        Findings.single(hookCheck(), Level.PROBLEM, hook + " cannot run: there is no '#! line in it'");
    }

    @Test
    void aHookOfAnotherVersionIsFound() throws IOException {
        write(hook, SHIPPED + "\377", true);
        Findings.single(hookCheck(), Level.WARNING, hook + " is not that of this version");
    }

    @Test
    void aMissingCommandOfTheHookIsFound() throws IOException {
        write(hook, SHIPPED, true);
        Files.delete(commands.resolve("perl"));
        Findings.single(hookCheck(), Level.PROBLEM, "needs the command perl", "apt-get install perl");
    }

    // ---- other hooks

    @ParameterizedTest
    @ValueSource(strings = {"10-net~", "10-net.bak", ".10-net.swp", "#10-net#", "10-net.dpkg-old", "10-net.rpmsave"})
    void aLeftOverThatLibvirtRunsIsFound(String name) throws IOException {
        Path leftOver = write(hook.resolveSibling(name), "#!/bin/sh\n", true);
        Findings.single(new OtherHooksCheck(hooks), Level.WARNING, leftOver + " looks like a left-over", "chmod -x ");
    }

    @Test
    void aCopyOfTheHookIsFoundWhateverItsName() throws IOException {
        write(hook, SHIPPED, true);
        Path copy = write(hook.resolveSibling("51-contee"), SHIPPED, true);
        Findings.single(new OtherHooksCheck(hooks), Level.WARNING, copy + " is a copy of contee's hook", "twice");
    }

    @Test
    void otherHooksAreNamedAndFilesThatCannotBeExecutedAreNoHooks() throws IOException {
        write(hook, SHIPPED, true);
        write(hook.resolveSibling("50-contee~"), SHIPPED, false);
        Path other = write(hook.resolveSibling("10-net"), "#!/bin/sh\n", true);
        Path main = write(temp.resolve("qemu"), "#!/bin/sh\n", true);
        Files.createDirectory(hook.resolveSibling("dir"));
        Findings.single(new OtherHooksCheck(hooks), Level.OK, "libvirt also runs " + main + ", " + other);
    }

    // ---- noticed

    private HookNoticedCheck noticed(Instant started, Optional<Instant> lastCall) {
        return new HookNoticedCheck(hooks, Optional.of(new LibvirtProcess("libvirtd", 42, started)), lastCall);
    }

    @Test
    void aHookThatWasThereWhenLibvirtdStartedIsNoticed() throws IOException {
        write(hook, SHIPPED, true);
        Findings.single(
                noticed(Instant.now().plus(Duration.ofMinutes(1)), Optional.empty()),
                Level.OK,
                "libvirtd (process 42) started when there was a hook already");
    }

    @Test
    void aHookThatHasCalledSinceLibvirtdStartedIsNoticed() throws IOException {
        write(hook, SHIPPED, true);
        Instant started = Instant.now().minus(Duration.ofMinutes(1));
        Findings.single(noticed(started, Optional.of(Instant.now())), Level.OK, "has called contee since");
    }

    @Test
    void itIsSaidThatASignalCannotBeSeen() throws IOException {
        write(hook, SHIPPED, true);
        Instant started = Instant.now().minus(Duration.ofMinutes(1));
        Optional<Instant> before = Optional.of(started.minus(Duration.ofMinutes(1)));
        Findings.single(noticed(started, before), Level.WARNING, "it is not known", "SIGHUP", "kill -HUP 42");
    }

    @Test
    void aCallOfTheSecondInWhichLibvirtdStartedProvesNothing() throws IOException {
        write(hook, SHIPPED, true);
        Instant started = Instant.now();
        Findings.single(noticed(started, Optional.of(started.plusMillis(900))), Level.WARNING, "it is not known");
    }

    @Test
    void withoutLibvirtdOrHookNothingCanBeNoticed() throws IOException {
        Findings.single(noticed(Instant.now(), Optional.empty()), Level.UNKNOWN, "there is no hook to notice");
        write(hook, SHIPPED, true);
        Findings.single(new HookNoticedCheck(hooks, Optional.empty(), Optional.empty()), Level.UNKNOWN, "no libvirtd");
    }

    @Test
    void aPidFileThatNamesNoLibvirtdIsNotBelieved() throws IOException {
        assertThat(LibvirtProcess.find(temp.path())).isEmpty();
        Files.writeString(
                temp.resolve("libvirtd.pid"),
                Long.toString(ProcessHandle.current().pid()));
        assertThat(LibvirtProcess.find(temp.path())).isEmpty();
        Files.writeString(temp.resolve("virtqemud.pid"), "nonsense");
        assertThat(LibvirtProcess.find(temp.path())).isEmpty();
    }

    // ---- settings

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CONTEE_CONTROL_SOCKET=/r/control.sock\n",
                "CONTEE_CONTROL_SOCKET=\"/r/control.sock\"",
                "CONTEE_CONTROL_SOCKET=/a\nCONTEE_HOOK_POLICY=enforce\nCONTEE_CONTROL_SOCKET=/r/control.sock\n",
            })
    void settingsThatNameTheControlSocketAreFine(String text) throws IOException {
        Path settings = Files.writeString(temp.resolve("hook.env"), text);
        Findings.single(
                new HookSettingsCheck(settings, "/default.sock", Path.of("/r/control.sock")),
                Level.OK,
                "/r/control.sock");
    }

    @Test
    void aHookThatAsksElsewhereIsFound() throws IOException {
        Path settings = temp.resolve("hook.env");
        HookSettingsCheck check = new HookSettingsCheck(settings, "/default.sock", Path.of("/r/control.sock"));
        Findings.single(
                check,
                Level.PROBLEM,
                "the hook asks /default.sock, and contee answers at /r/control.sock",
                "put into " + settings + ": CONTEE_CONTROL_SOCKET=/r/control.sock");
        Files.writeString(settings, "CONTEE_CONTROL_SOCKET=/else\u001b[2J\377.sock\n");
        Findings.single(check, Level.PROBLEM, "the hook asks /else?[2J");
    }
}
