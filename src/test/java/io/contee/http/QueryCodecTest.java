package io.contee.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.contee.log.format.LogRecord;
import io.contee.log.read.LogCursor;
import io.contee.log.read.ReadOptions;
import io.contee.manager.DefineOptions;
import io.contee.model.AttachOptions;
import io.contee.model.ByteSize;
import io.contee.model.ConsoleMode;
import io.contee.model.PodIdentity;
import io.contee.model.Replay;
import io.contee.model.WriteAccess;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.jetty.util.Fields;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Options that cross the API come out as they went in. */
class QueryCodecTest {

    private static Query query(Map<String, String> parameters) {
        Fields fields = new Fields();
        parameters.forEach(fields::put);
        return new Query(fields);
    }

    private static final List<UnaryOperator<ReadOptions>> CHANGES = List.of(
            options -> options.withTail(0),
            options -> options.withSince(Instant.parse("2026-11-21T02:03:04.000000005Z")),
            options -> options.withUntil(Instant.parse("2026-11-21T02:03:04Z")),
            options -> options.withLimitBytes(4097),
            options -> options.withStream(LogRecord.Stream.STDERR),
            options -> options.withGrep("a|b &=ü"),
            options -> options.withExclude("^x$"),
            options -> options.withCursor(LogCursor.before("3.log")),
            ReadOptions::withTimestamps,
            ReadOptions::withWholeLines,
            ReadOptions::withPrevious,
            ReadOptions::following);

    @Test
    void eachOptionOfReadingGoesBothWaysAloneAndWithAllOthers() {
        Set<String> seen = new TreeSet<>();
        ReadOptions all = ReadOptions.all();
        for (UnaryOperator<ReadOptions> change : CHANGES) {
            Map<String, String> alone = ReadQuery.encode(change.apply(ReadOptions.all()));
            assertThat(ReadQuery.encode(ReadQuery.decode(query(alone)))).isEqualTo(alone);
            seen.addAll(alone.keySet());
            all = change.apply(all);
        }
        Map<String, String> together = ReadQuery.encode(all);
        assertThat(ReadQuery.encode(ReadQuery.decode(query(together)))).isEqualTo(together);
        assertThat(together.keySet()).isEqualTo(seen);
        assertThat(seen).isEqualTo(names(ReadQuery.PARAMETERS));
        ReadOptions decoded = ReadQuery.decode(query(together));
        assertThat(decoded.tail()).hasValue(0);
        assertThat(decoded.since()).isEqualTo(all.since());
        assertThat(decoded.cursor()).isEqualTo(all.cursor());
        assertThat(decoded.stream()).contains(LogRecord.Stream.STDERR);
        assertThat(decoded.grep().orElseThrow().pattern()).isEqualTo("a|b &=ü");
    }

    private static Set<String> names(List<Parameter> parameters) {
        return parameters.stream().map(Parameter::name).collect(Collectors.toCollection(TreeSet::new));
    }

    static Stream<AttachOptions> attachments() {
        return Stream.of(
                        Replay.NONE,
                        Replay.SCROLLBACK,
                        Replay.lines(0),
                        Replay.lines(7),
                        Replay.missedSince("s 1&"),
                        Replay.missedSince("s", 1L << 40))
                .flatMap(replay -> Stream.of(WriteAccess.values()).map(access -> new AttachOptions(access, replay)));
    }

    @ParameterizedTest
    @MethodSource("attachments")
    void optionsOfAttachingGoBothWays(AttachOptions options) {
        Map<String, String> query = AttachQuery.encode(options);
        assertThat(AttachQuery.decode(query(query))).isEqualTo(options);
        assertThat(names(AttachQuery.PARAMETERS)).containsAll(query.keySet());
    }

    static Stream<DefineOptions> definitions() {
        return Stream.of(
                DefineOptions.DEFAULTS,
                DefineOptions.DEFAULTS.withMode(ConsoleMode.PTY).withTakeOver(true),
                DefineOptions.DEFAULTS.withPod(new PodIdentity("n", "p", "u", Optional.empty())),
                new DefineOptions(
                        Optional.of(ConsoleMode.UNIX),
                        Optional.of(new PodIdentity("n", "p", "u", Optional.of("c"))),
                        Optional.of(ByteSize.parse("4Mi")),
                        Optional.of(3),
                        Map.of("team/ü", "one & = %"),
                        true));
    }

    @ParameterizedTest
    @MethodSource("definitions")
    void optionsOfDefiningGoBothWays(DefineOptions options) {
        Map<String, String> query = DefineQuery.encode(options);
        assertThat(DefineQuery.decode(query(query))).isEqualTo(options);
        for (String name : query.keySet()) {
            assertThat(DefineQuery.PARAMETERS).anyMatch(parameter -> parameter.matches(name));
        }
    }
}
