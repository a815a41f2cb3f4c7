package io.contee.http;

import com.google.re2j.Pattern;
import io.contee.log.format.LogRecord;
import io.contee.log.read.LogCursor;
import io.contee.log.read.ReadOptions;
import io.contee.model.ConteeException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/** {@link ReadOptions} as query parameters, both ways. */
final class ReadQuery {

    static final List<Parameter> PARAMETERS = List.of(
            Parameter.number("tail", "Start with the last lines only."),
            Parameter.text("since", "Start at a time: RFC 3339, or 90s, 10m, 3h or 2d ago."),
            Parameter.text("until", "End before a time."),
            Parameter.text("limitBytes", "End after so many bytes, such as 4096 or 16Mi."),
            Parameter.choice("stream", "Return only the guest's output, or only contee's marks.", "stdout", "stderr"),
            Parameter.text("grep", "Return only lines that match this RE2."),
            Parameter.text("exclude", "Return only lines that do not match this RE2."),
            Parameter.text("cursor", "Start after the record with this cursor."),
            Parameter.flag("previous", "Return the previous run's log."),
            Parameter.flag("follow", "Continue with the output until the guest's run ends."),
            Parameter.flag("timestamps", "Print the time before each line; for bytes only."),
            Parameter.flag("wholeLines", "Join the parts of a line."));

    private ReadQuery() {}

    static Map<String, String> encode(ReadOptions options) {
        Map<String, String> query = new LinkedHashMap<>();
        options.tail().ifPresent(lines -> query.put("tail", Integer.toString(lines)));
        options.since().ifPresent(time -> query.put("since", time.toString()));
        options.until().ifPresent(time -> query.put("until", time.toString()));
        options.limitBytes().ifPresent(bytes -> query.put("limitBytes", Long.toString(bytes)));
        options.stream().ifPresent(stream -> query.put("stream", stream.name().toLowerCase(Locale.ROOT)));
        options.grep().map(Pattern::pattern).ifPresent(text -> query.put("grep", text));
        options.exclude().map(Pattern::pattern).ifPresent(text -> query.put("exclude", text));
        options.cursor().ifPresent(cursor -> query.put("cursor", cursor.toString()));
        putIf(options.previous(), "previous", query);
        putIf(options.follow(), "follow", query);
        putIf(options.timestamps(), "timestamps", query);
        putIf(options.wholeLines(), "wholeLines", query);
        return query;
    }

    private static void putIf(boolean set, String name, Map<String, String> query) {
        if (set) {
            query.put(name, "true");
        }
    }

    /** @throws BadRequestException that names the parameter which is not valid */
    static ReadOptions decode(Query query) {
        ReadOptions options = ReadOptions.all();
        if (query.wholeNumber("tail").isPresent()) {
            options = options.withTail(query.wholeNumber("tail").getAsInt());
        }
        if (query.bytes("limitBytes").isPresent()) {
            options = options.withLimitBytes(query.bytes("limitBytes").getAsLong());
        }
        options = with(options, query.time("since"), ReadOptions::withSince);
        options = with(options, query.time("until"), ReadOptions::withUntil);
        options = with(options, query.text("stream").map(ReadQuery::stream), ReadOptions::withStream);
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
