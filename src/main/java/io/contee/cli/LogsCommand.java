package io.contee.cli;

import io.contee.http.ControlClient;
import io.contee.model.ConteeException;
import io.contee.model.OneLine;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.TypeConversionException;

/** {@code contee logs}: what a guest printed. */
@Command(
        name = "logs",
        mixinStandardHelpOptions = true,
        description = "Prints what a guest printed in its present run, or else in its last one.")
final class LogsCommand implements Runnable {

    private static final Pattern AGO = Pattern.compile("([0-9]{1,9})([smhd])");

    @ParentCommand
    private ConteeCommand contee;

    @Mixin
    private ConsoleChoice choice = new ConsoleChoice();

    @Option(
            names = {"-f", "--follow"},
            description = "Go on with what it prints from now on.")
    private boolean follow;

    @Option(
            names = "--tail",
            paramLabel = "LINES",
            converter = LineCount.class,
            description = "Begin with the last lines only.")
    private Optional<Integer> tail = Optional.empty();

    @Option(
            names = "--since",
            paramLabel = "TIME",
            converter = PointInTime.class,
            description = "Begin at a time: 90s, 10m, 3h or 2d ago, or RFC 3339.")
    private Optional<Instant> since = Optional.empty();

    @Override
    public void run() {
        try (ControlClient client = contee.client()) {
            client.log(
                    choice.domain(),
                    ConteeCommand.parameters(
                            "console", choice.alias(), "follow", Optional.of(follow), "tail", tail, "since", since),
                    System.out);
        }
    }

    /** Reads a number of lines. */
    static final class LineCount implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            try {
                return Integer.parseUnsignedInt(text);
            } catch (NumberFormatException e) {
                throw new TypeConversionException("'" + text + "' is not a whole number, 0 or more");
            }
        }
    }

    /** Reads a point in time against the clock. */
    static final class PointInTime implements ITypeConverter<Instant> {
        @Override
        public Instant convert(String text) {
            try {
                return time(text, Instant.now());
            } catch (ConteeException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }

    /** Reads a point in time, or how long ago it was. */
    static Instant time(String text, Instant now) {
        Matcher ago = AGO.matcher(text);
        if (ago.matches()) {
            long count = Long.parseLong(ago.group(1));
            return now.minus(
                    switch (ago.group(2)) {
                        case "s" -> Duration.ofSeconds(count);
                        case "m" -> Duration.ofMinutes(count);
                        case "h" -> Duration.ofHours(count);
                        default -> Duration.ofDays(count);
                    });
        }
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw new ConteeException(
                    "time " + OneLine.quoted(text)
                            + " is not valid: give 90s, 10m, 3h or 2d for a time ago, or RFC 3339 such as 2026-11-21T02:03:04Z",
                    e);
        }
    }
}
