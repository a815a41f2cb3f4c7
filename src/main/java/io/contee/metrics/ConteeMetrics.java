package io.contee.metrics;

import static io.contee.metrics.Families.counter;
import static io.contee.metrics.Families.gauge;
import static io.contee.metrics.Families.histogram;

import io.contee.manager.Contee;
import io.contee.manager.ConteeFigures;
import io.contee.stats.SlotFigures;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.List;

/**
 * A contee's own metrics, for a registry of Prometheus' Java client. A scrape reads the counters in place and delays no
 * console.
 */
public final class ConteeMetrics implements MultiCollector {

    private static final double MILLIS_PER_SECOND = 1e3;

    private final Contee contee;

    /** Makes the metrics of a contee. */
    public ConteeMetrics(Contee contee) {
        this.contee = contee;
    }

    @Override
    public MetricSnapshots collect() {
        ConteeFigures figures = contee.figures();
        MetricSnapshots.Builder all = MetricSnapshots.builder();
        daemon(figures).forEach(all::metricSnapshot);
        hooksAndLoops(figures).forEach(all::metricSnapshot);
        clients(figures.clientSlots()).forEach(all::metricSnapshot);
        all.metricSnapshot(gauge(
                "contee_domain_resident_memory_bytes",
                "Resident memory of a running domain's QEMU.",
                values -> figures.residentBytes()
                        .forEach((domain, bytes) -> values.accept(Labels.of("domain", domain), bytes))));
        new ConsoleFamilies(figures.consoles()).all().forEach(all::metricSnapshot);
        return all.build();
    }

    private static List<MetricSnapshot> daemon(ConteeFigures figures) {
        return List.of(
                new InfoSnapshot(
                        new MetricMetadata("contee_build", "The version of the daemon."),
                        List.of(InfoDataPointSnapshot.builder()
                                .labels(Labels.of("version", figures.status().version()))
                                .build())),
                gauge(
                        "contee_libvirt_connected",
                        "Whether there is a connection to libvirt.",
                        values -> values.accept(Labels.EMPTY, figures.status().libvirtConnected() ? 1 : 0)),
                gauge(
                        "contee_consoles",
                        "Consoles that are served.",
                        values -> values.accept(Labels.EMPTY, figures.consoles().size())),
                gauge(
                        "contee_last_hook_call_timestamp_seconds",
                        "Time of the last call of libvirt's hook, in seconds since 1970.",
                        values -> figures.status()
                                .lastHookCall()
                                .ifPresent(
                                        call -> values.accept(Labels.EMPTY, call.toEpochMilli() / MILLIS_PER_SECOND))));
    }

    private static List<MetricSnapshot> hooksAndLoops(ConteeFigures figures) {
        return List.of(
                histogram(
                        "contee_hook_duration_seconds",
                        "Duration of calls of libvirt's hook.",
                        values -> figures.hooks()
                                .forEach(hook -> values.accept(
                                        Labels.of("operation", hook.operation(), "outcome", hook.outcome()),
                                        hook.took()))),
                histogram(
                        "contee_loop_lag_seconds",
                        "Lag of an event loop behind its schedule, sampled once a second.",
                        values -> figures.loops()
                                .forEach(loop -> values.accept(Labels.of("loop", loop.name()), loop.lag()))),
                gauge(
                        "contee_loop_silent_seconds",
                        "Seconds since an event loop last ran; at most about 1 while it works.",
                        values -> figures.loops()
                                .forEach(loop -> values.accept(Labels.of("loop", loop.name()), loop.silentSeconds()))));
    }

    private static List<MetricSnapshot> clients(SlotFigures slots) {
        return List.of(
                gauge(
                        "contee_client_slots",
                        "Descriptors that clients may hold; the rest is reserved for guests.",
                        values -> values.accept(Labels.EMPTY, slots.size())),
                gauge(
                        "contee_client_slots_used",
                        "Descriptors that clients hold.",
                        values -> values.accept(Labels.EMPTY, slots.used())),
                counter(
                        "contee_clients_refused",
                        "Clients that were refused because clients held all descriptors that they may.",
                        values -> values.accept(Labels.EMPTY, slots.refused())));
    }
}
