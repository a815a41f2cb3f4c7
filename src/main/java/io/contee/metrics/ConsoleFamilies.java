package io.contee.metrics;

import static io.contee.metrics.Families.counter;
import static io.contee.metrics.Families.gauge;
import static io.contee.metrics.Families.histogram;

import io.contee.model.ConsoleId;
import io.contee.model.LogKind;
import io.contee.model.PodRef;
import io.contee.stats.ConsoleFigures;
import io.contee.stats.LogFigures;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

/** The families that have series for each console. */
final class ConsoleFamilies {

    private static final String SINK = "sink";
    private static final String REASON = "reason";

    /** By labels: two domains of one name may exist while one ends. */
    private final Map<Labels, ConsoleFigures> consoles = new LinkedHashMap<>();

    ConsoleFamilies(Collection<ConsoleFigures> consoles) {
        consoles.forEach(console -> this.consoles.put(labels(console.id()), console));
    }

    private static Labels labels(ConsoleId id) {
        return Labels.of("domain", id.domain().name(), "console", id.alias());
    }

    List<MetricSnapshot> all() {
        List<MetricSnapshot> all = new ArrayList<>(ofGuests());
        all.addAll(ofLogs());
        return all;
    }

    private List<MetricSnapshot> ofGuests() {
        return List.of(
                info(),
                each(
                        "contee_console_connected",
                        "Whether the guest is connected.",
                        console -> console.connected() ? 1 : 0),
                each("contee_console_clients", "Clients that are attached.", ConsoleFigures::clients),
                total("contee_console_output_bytes", "Bytes that the guest printed.", ConsoleFigures::bytesOut),
                total("contee_console_input_bytes", "Bytes that were sent to the guest.", ConsoleFigures::bytesIn));
    }

    private List<MetricSnapshot> ofLogs() {
        return List.of(
                dropped(),
                gaps(),
                total(
                        "contee_console_backpressure_seconds",
                        "Seconds for which the guest was not read because the disk of its logs hung.",
                        ConsoleFigures::backPressureSeconds),
                total(
                        "contee_console_disk_hang_seconds",
                        "Seconds for which the disk of the logs hung, whether or not the guest was read.",
                        ConsoleFigures::diskHangSeconds),
                histogram(
                        "contee_console_write_duration_seconds",
                        "Duration of writing one read of output to all logs.",
                        values -> consoles.forEach((labels, console) -> values.accept(labels, console.writes()))),
                counter(
                        "contee_console_records",
                        "Records that were written to a log of records.",
                        values -> eachLog(values, LogFigures::records, log -> log.kind() != LogKind.RAW)),
                counter(
                        "contee_console_log_rotations",
                        "Rotations of a log because its file was full or its period was over.",
                        values -> eachLog(values, LogFigures::rotations, log -> true)),
                counter(
                        "contee_console_log_write_errors",
                        "Failed writes to a log.",
                        values -> eachLog(values, LogFigures::errors, log -> true)),
                gauge(
                        "contee_console_log_size_bytes",
                        "Size of a log's files on disk.",
                        values -> eachLog(values, LogFigures::bytesOnDisk, log -> log.bytesOnDisk() >= 0)),
                gauge(
                        "contee_console_log_limit_bytes",
                        "Limit of the size of a log's files.",
                        values -> eachLog(values, LogFigures::limit, log -> true)));
    }

    private MetricSnapshot info() {
        List<InfoDataPointSnapshot> points = consoles.entrySet().stream()
                .map(entry -> {
                    ConsoleFigures console = entry.getValue();
                    PodRef pod = console.pod();
                    return InfoDataPointSnapshot.builder()
                            .labels(entry.getKey()
                                    .merge(Labels.of(
                                            "uuid", console.id().domain().uuid().toString(),
                                            "mode", console.mode().toString(),
                                            "namespace", pod.namespace(),
                                            "pod", pod.pod(),
                                            "container", pod.container())))
                            .build();
                })
                .toList();
        return new InfoSnapshot(
                new MetricMetadata("contee_console", "The domain of a console and the pod that it logs for."), points);
    }

    private MetricSnapshot each(String name, String help, Function<ConsoleFigures, Number> value) {
        return gauge(
                name,
                help,
                values -> consoles.forEach((labels, console) -> values.accept(labels, value.apply(console))));
    }

    private MetricSnapshot total(String name, String help, Function<ConsoleFigures, Number> value) {
        return counter(
                name,
                help,
                values -> consoles.forEach((labels, console) -> values.accept(labels, value.apply(console))));
    }

    private MetricSnapshot dropped() {
        return counter(
                "contee_console_dropped_bytes",
                "Guest output that was lost: by a slow client (slow_client), by all logs because their disk hung "
                        + "(log_overflow) or virtlogd had deleted it (log_missed), or by one log that could not be written.",
                values -> consoles.forEach((labels, console) -> {
                    values.accept(labels.add(REASON, "slow_client"), console.clientSkippedBytes());
                    values.accept(labels.add(REASON, "log_overflow"), console.overflowBytes());
                    values.accept(labels.add(REASON, "log_missed"), console.missedBytes());
                    for (LogFigures log : console.logs()) {
                        values.accept(labels.add(REASON, name(log) + "_log_failed"), log.failedBytes());
                    }
                }));
    }

    private MetricSnapshot gaps() {
        return counter(
                "contee_console_gaps",
                "Gaps in what a log or a client got.",
                values -> consoles.forEach((labels, console) -> {
                    values.accept(labels.add(SINK, "client"), console.clientGaps());
                    console.logs().forEach(log -> values.accept(labels.add(SINK, name(log)), log.gaps()));
                }));
    }

    private void eachLog(
            Families.Values<Number> values, Function<LogFigures, Number> value, Predicate<LogFigures> wanted) {
        consoles.forEach((labels, console) -> console.logs().stream()
                .filter(wanted)
                .forEach(log -> values.accept(labels.add(SINK, name(log)), value.apply(log))));
    }

    private static String name(LogFigures log) {
        return log.kind().toString().toLowerCase(Locale.ROOT);
    }
}
