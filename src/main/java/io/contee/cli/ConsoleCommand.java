package io.contee.cli;

import io.contee.cli.ConsoleScript.NotInTimeException;
import io.contee.cli.ConsoleScript.Step;
import io.contee.model.ConsoleListener;
import io.contee.model.ConteeException.Kind;
import io.contee.model.Replay;
import io.contee.model.WriteAccess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code contee console}: attaches a terminal, or a script's input and output, to a guest. */
@Command(
        name = "console",
        mixinStandardHelpOptions = true,
        description = "Attach to a guest's console. At a terminal the escape key opens a menu.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:failed, with one line on stderr that says why",
            "2:the call was wrong",
            "3:an --expect or a --send was not done in time"
        })
final class ConsoleCommand implements Callable<Integer>, Hinting {

    private static final int NOT_IN_TIME = 3;

    @ParentCommand
    private ConteeCommand contee;

    @Spec
    private CommandSpec spec;

    @Mixin
    private ConsoleChoice choice = new ConsoleChoice();

    @Option(
            names = "--linger",
            paramLabel = "SECONDS",
            description = "Exit when the guest has been silent for this long, once input that is not a terminal has "
                    + "ended (default: ${DEFAULT-VALUE}).")
    private int lingerSeconds = 1;

    @Option(
            names = {"-e", "--escape"},
            paramLabel = "KEY",
            converter = EscapeKey.Converter.class,
            description = "Open the menu at a terminal with this key, such as ^A (default: ^]).")
    private EscapeKey escape = new EscapeKey(0x1d);

    @Option(names = "--wait", description = "Wait for a guest that does not run and for a daemon that does not answer.")
    private boolean waitForGuest;

    @Option(names = "--resize", description = "Offer to set the terminal's size in the guest's shell.")
    private boolean resize;

    @Mixin
    private EnterChoice enter = new EnterChoice();

    @ArgGroup
    private @Nullable Access access;

    /** The options that say whether to type. */
    static final class Access {
        @Option(names = "--force", description = "Steal the write lease from its holder.")
        private boolean force;

        @Option(names = "--read-only", description = "Do not type, and never acquire the write lease.")
        private boolean readOnly;
    }

    @ArgGroup
    private @Nullable First first;

    /** The options that say what to show first. */
    static final class First {
        @Option(
                names = "--tail",
                paramLabel = "LINES",
                converter = LogsCommand.LineCount.class,
                description = "Show the last lines first (default: at a terminal the configured scrollback, with "
                        + "--expect the last line, else nothing).")
        private Optional<Integer> tail = Optional.empty();

        @Option(names = "--no-replay", description = "Show only what the guest prints from now on.")
        private boolean none;
    }

    @ArgGroup(exclusive = true, multiplicity = "0..*")
    private List<Step> steps = new ArrayList<>();

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            converter = TimeSpan.class,
            description = "Set the limit of each --expect and --send: 500ms, 30s, 10m (default: 30s).")
    private Duration timeout = Duration.ofSeconds(30);

    @Override
    public Integer call() {
        Attacher attacher = new Attacher(contee::client, choice.console());
        try (Screen screen = Screen.standard()) {
            if (!steps.isEmpty()) {
                return script(attacher, screen);
            }
            if (Tty.isTerminal()) {
                new InteractiveConsole(screen, attacher, escape, access(), waitForGuest, resize, enter::lineEnds)
                        .run(System.in, replay(Replay.SCROLLBACK));
            } else {
                pipe(attacher, screen);
            }
            return ExitCode.OK;
        }
    }

    private int script(Attacher attacher, Screen screen) {
        ConsoleScript script = new ConsoleScript(screen, attacher::name, enter::lineEndsOrAsWritten);
        try (LastingAttachment console = attach(attacher, replay(Replay.lines(1)), script, screen)) {
            script.run(console, steps, timeout);
            return ExitCode.OK;
        } catch (NotInTimeException e) {
            ConteeCommand.report(e, spec.commandLine());
            return NOT_IN_TIME;
        }
    }

    private void pipe(Attacher attacher, Screen screen) {
        PipedConsole piped = new PipedConsole(screen, attacher::name, enter.lineEnds());
        try (LastingAttachment console = attach(attacher, replay(Replay.NONE), piped, screen)) {
            if (access() == WriteAccess.READ_ONLY) {
                OutputReader.exitWhenGone();
                piped.awaitEnd();
            } else {
                piped.run(console, System.in, Duration.ofSeconds(lingerSeconds));
            }
        }
    }

    private LastingAttachment attach(Attacher attacher, Replay replay, ConsoleListener listener, Screen screen) {
        LastingAttachment console = new LastingAttachment(attacher, access(), listener, screen::say);
        console.attach(replay, waitForGuest);
        return console;
    }

    private WriteAccess access() {
        Optional<Access> given = Optional.ofNullable(access);
        if (given.map(a -> a.readOnly).orElse(false)) {
            return WriteAccess.READ_ONLY;
        }
        return given.map(a -> a.force).orElse(false) ? WriteAccess.FORCE : WriteAccess.WRITE;
    }

    private Replay replay(Replay otherwise) {
        Optional<First> given = Optional.ofNullable(first);
        if (given.map(f -> f.none).orElse(false)) {
            return Replay.NONE;
        }
        return given.flatMap(f -> f.tail).map(Replay::lines).orElse(otherwise);
    }

    @Override
    public Optional<String> hint(Kind failure) {
        return failure == Kind.FORBIDDEN ? Optional.of("--read-only reads without") : Optional.empty();
    }
}
