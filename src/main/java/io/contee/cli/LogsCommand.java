package io.contee.cli;

import io.contee.cli.LogPrinter.Controls;
import io.contee.log.format.LogRecord;
import io.contee.log.read.ReadOptions;
import io.contee.manager.StoredLogs;
import io.contee.model.ByteSize;
import io.contee.model.ConteeException;
import io.contee.model.PointInTime;
import java.io.BufferedOutputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code contee logs}: what guests printed. */
@Command(
        name = "logs",
        mixinStandardHelpOptions = true,
        description = {
            "Print the output of a guest in its current run, or else in its last one.",
            "Several guests' lines are merged by time. Where contee does not answer, the files themselves are read."
        })
final class LogsCommand implements Callable<Integer> {

    private static final int BUFFER = 64 << 10;

    /** The forms of output. */
    enum Output {
        TEXT,
        JSON,
        RAW
    }

    @ParentCommand
    private ConteeCommand contee;

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "NAME",
            arity = "0..*",
            description = "A domain or its UUID, a pod, or NAMESPACE/POD or NAMESPACE/POD/CONTAINER.")
    private List<String> names = List.of();

    @Option(names = "--list", description = "List the guests that have left logs, also those that are gone.")
    private boolean list;

    @Option(
            names = {"-c", "--console", "--container"},
            paramLabel = "ALIAS",
            description = "Which console or container (default: the first).")
    private Optional<String> alias = Optional.empty();

    @Option(
            names = {"-f", "--follow"},
            description = "Continue with the output from now on.")
    private boolean follow;

    @Option(
            names = "--tail",
            paramLabel = "LINES",
            converter = LineCount.class,
            description = "Start with the last lines only.")
    private Optional<Integer> tail = Optional.empty();

    @Option(
            names = "--since",
            paramLabel = "TIME",
            converter = Time.class,
            description = "Start at a time: 90s, 10m, 3h, 2d or 1h30m ago, or RFC 3339.")
    private Optional<Instant> since = Optional.empty();

    @Option(names = "--until", paramLabel = "TIME", converter = Time.class, description = "End before a time.")
    private Optional<Instant> until = Optional.empty();

    @Option(names = "--timestamps", description = "Print the time before each line.")
    private boolean timestamps;

    @Option(
            names = "--limit-bytes",
            paramLabel = "BYTES",
            converter = Bytes.class,
            description = "End after so many bytes of each log, such as 16Mi.")
    private Optional<Long> limitBytes = Optional.empty();

    @Option(
            names = {"-p", "--previous"},
            description = "Print the previous run instead.")
    private boolean previous;

    @Option(
            names = "--stream",
            paramLabel = "STREAM",
            description = "Print only the guest's output (stdout), or only contee's notices of gaps (stderr).")
    private Optional<LogRecord.Stream> stream = Optional.empty();

    @Option(names = "--grep", paramLabel = "RE2", description = "Print only lines that match this expression.")
    private Optional<String> grep = Optional.empty();

    @Option(
            names = "--exclude",
            paramLabel = "RE2",
            description = "Print only lines that do not match this expression.")
    private Optional<String> exclude = Optional.empty();

    @Option(
            names = "--cursor-file",
            paramLabel = "FILE",
            description = "Continue where the last call with this file stopped, and record in it where this one stops.")
    private @Nullable Path cursorFile;

    @Option(
            names = "--prefix",
            negatable = true,
            description = "Print the name before each line (default: where there are several).")
    private @Nullable Boolean prefix;

    @Option(names = "--raw", description = "Pass escape sequences on to a terminal, which a guest can drive with them.")
    private boolean raw;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORM",
            description = "text, json (a line for each record), or raw (the guest's bytes and nothing else).")
    private Output output = Output.TEXT;

    @Override
    public Integer call() {
        if (list) {
            GuestInventory.of(contee).print(spec.commandLine().getOut());
            return ExitCode.OK;
        }
        if (names.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "Missing a NAME: which guest's logs?");
        }
        Path controlSocket = contee.controlSocket();
        StoredLogs stored = new StoredLogs(contee.config());
        List<NamedLog> sources = names.stream()
                .map(name -> new NamedLog(controlSocket, stored, name, alias))
                .toList();
        OutputStream out = new BufferedOutputStream(System.out, BUFFER);
        PrintWriter err = spec.commandLine().getErr();
        boolean terminal = Tty.isOutputTerminal();
        Controls atATerminal = raw || output == Output.RAW ? Controls.DRAWN : Controls.SHOWN;
        Controls controls = terminal ? atATerminal : Controls.KEPT;
        boolean showsProgress = !follow && !terminal && Tty.isErrorTerminal();
        return new LogsRun(
                        sources,
                        formatter(out, terminal, controls),
                        controls == Controls.DRAWN ? Tty::dropTyped : () -> {},
                        out,
                        err,
                        Optional.ofNullable(cursorFile).map(CursorFile::open),
                        showsProgress ? Optional.of(new ReadProgress(err, System::nanoTime)) : Optional.empty())
                .run(options());
    }

    private ReadOptions options() {
        ReadOptions options = ReadOptions.all();
        options = with(options, tail, ReadOptions::withTail);
        options = with(options, since, ReadOptions::withSince);
        options = with(options, until, ReadOptions::withUntil);
        options = with(options, limitBytes, ReadOptions::withLimitBytes);
        options = with(options, stream, ReadOptions::withStream);
        options = with(options, grep, ReadOptions::withGrep);
        options = with(options, exclude, ReadOptions::withExclude);
        options = previous ? options.withPrevious() : options;
        options = output == Output.JSON ? options.withWholeLines() : options;
        return follow ? options.following() : options;
    }

    private static <T> ReadOptions with(
            ReadOptions options, Optional<T> value, BiFunction<ReadOptions, T, ReadOptions> change) {
        return value.map(present -> change.apply(options, present)).orElse(options);
    }

    private LogFormatter formatter(OutputStream out, boolean terminal, Controls controls) {
        boolean prefixes = prefix == null ? names.size() > 1 : prefix;
        return switch (output) {
            case JSON -> new LogJsonPrinter(out, names);
            case RAW -> new LogPrinter(out, names, new LogPrinter.Style(false, false, false, controls));
            case TEXT ->
                new LogPrinter(
                        out, names, new LogPrinter.Style(prefixes, terminal && contee.colours(), timestamps, controls));
        };
    }

    /** Reads a number of lines. */
    static final class LineCount implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            try {
                return Integer.parseInt(text.startsWith("-") ? "" : text);
            } catch (NumberFormatException e) {
                throw new TypeConversionException("'" + text + "' is not an integer, 0 or more");
            }
        }
    }

    /** Reads a number of bytes. */
    static final class Bytes implements ITypeConverter<Long> {
        @Override
        public Long convert(String text) {
            try {
                return ByteSize.parse(text).bytes();
            } catch (ConteeException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }

    /** Reads a point in time against the clock. */
    static final class Time implements ITypeConverter<Instant> {
        @Override
        public Instant convert(String text) {
            try {
                return PointInTime.parse(text, Instant.now());
            } catch (ConteeException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}
