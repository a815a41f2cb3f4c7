package io.contee.http;

import io.contee.log.format.LogRecord;
import io.contee.log.read.LogCursor;
import io.contee.log.read.ReadOptions;
import io.contee.model.ConteeException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import org.eclipse.jetty.util.Fields;

/**
 * What is asked of a log, as query parameters.
 *
 * <pre>
 * tail=LINES  since=TIME  until=TIME  limitBytes=BYTES  stream=stdout|stderr  grep=RE2  exclude=RE2  cursor=CURSOR
 * previous=true  follow=true  timestamps=true  wholeLines=true  events=true
 * </pre>
 *
 * {@code timestamps} is for bytes alone, {@code events} for records: besides them, what is to be told of the log itself.
 * Records without events are whole lines, others only with {@code wholeLines}.
 */
public final class LogParameters {

    /** All that a request about a log may have, with what says whose log it is. */
    static final Set<String> NAMES = Set.of(
            "tail",
            "since",
            "until",
            "limitBytes",
            "stream",
            "grep",
            "exclude",
            "cursor",
            "previous",
            "follow",
            "timestamps",
            "wholeLines",
            "events",
            "namespace",
            "container",
            "console");

    private LogParameters() {}

    /**
     * Reads the parameters.
     *
     * @throws ConteeException that names the one that is not valid
     */
    public static ReadOptions parse(Map<String, String> parameters) {
        Fields fields = new Fields();
        parameters.forEach(fields::put);
        return parse(new Query(fields));
    }

    static ReadOptions parse(Query query) {
        ReadOptions options = ReadOptions.all();
        if (query.wholeNumber("tail").isPresent()) {
            options = options.withTail(query.wholeNumber("tail").getAsInt());
        }
        if (query.bytes("limitBytes").isPresent()) {
            options = options.withLimitBytes(query.bytes("limitBytes").getAsLong());
        }
        options = with(options, query.time("since"), ReadOptions::withSince);
        options = with(options, query.time("until"), ReadOptions::withUntil);
        options = with(options, query.text("stream").map(LogParameters::stream), ReadOptions::withStream);
        options = with(options, query.text("grep"), named("grep", ReadOptions::withGrep));
        options = with(options, query.text("exclude"), named("exclude", ReadOptions::withExclude));
        options = with(
                options,
                query.text("cursor"),
                named("cursor", (present, text) -> present.withCursor(LogCursor.parse(text))));
        options = query.flag("timestamps") ? options.withTimestamps() : options;
        options = query.flag("wholeLines") ? options.withWholeLines() : options;
        options = query.flag("previous") ? options.withPrevious() : options;
        return query.flag("follow") ? options.following() : options;
    }

    private static <T> ReadOptions with(
            ReadOptions options, Optional<T> value, BiFunction<ReadOptions, T, ReadOptions> change) {
        return value.map(present -> change.apply(options, present)).orElse(options);
    }

    /** The same change, whose failure names the parameter. */
    private static BiFunction<ReadOptions, String, ReadOptions> named(
            String name, BiFunction<ReadOptions, String, ReadOptions> change) {
        return (options, text) -> {
            try {
                return change.apply(options, text);
            } catch (ConteeException e) {
                throw new BadRequestException("parameter " + name + ": " + e.getMessage());
            }
        };
    }

    private static LogRecord.Stream stream(String text) {
        return switch (text) {
            case "stdout" -> LogRecord.Stream.STDOUT;
            case "stderr" -> LogRecord.Stream.STDERR;
            default -> throw Query.bad("stream", text, "stdout or stderr");
        };
    }
}
