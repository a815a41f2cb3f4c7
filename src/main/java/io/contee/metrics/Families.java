package io.contee.metrics;

import io.contee.stats.Durations;
import io.contee.stats.Durations.Recorded;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Makes families of metrics. The end of a name gives the unit. */
final class Families {

    private static final List<Double> BOUNDS = boundsWithInfinity();

    private Families() {}

    private static List<Double> boundsWithInfinity() {
        List<Double> bounds = new ArrayList<>(Durations.bounds());
        bounds.add(Double.POSITIVE_INFINITY);
        return List.copyOf(bounds);
    }

    /** Receives the values of one family, each with its labels. */
    @FunctionalInterface
    interface Values<T> extends BiConsumer<Labels, T> {}

    /** A family of counters; {@code _total} is added to the name. */
    static MetricSnapshot counter(String name, String help, Consumer<Values<Number>> filler) {
        List<CounterDataPointSnapshot> points = new ArrayList<>();
        filler.accept((labels, value) -> points.add(CounterDataPointSnapshot.builder()
                .labels(labels)
                .value(value.doubleValue())
                .build()));
        return new CounterSnapshot(metadata(name, help), points);
    }

    static MetricSnapshot gauge(String name, String help, Consumer<Values<Number>> filler) {
        List<GaugeDataPointSnapshot> points = new ArrayList<>();
        filler.accept((labels, value) -> points.add(GaugeDataPointSnapshot.builder()
                .labels(labels)
                .value(value.doubleValue())
                .build()));
        return new GaugeSnapshot(metadata(name, help), points);
    }

    static MetricSnapshot histogram(String name, String help, Consumer<Values<Recorded>> filler) {
        List<HistogramDataPointSnapshot> points = new ArrayList<>();
        filler.accept((labels, recorded) -> points.add(HistogramDataPointSnapshot.builder()
                .labels(labels)
                .classicHistogramBuckets(ClassicHistogramBuckets.of(BOUNDS, recorded.counts()))
                .sum(recorded.seconds())
                .build()));
        return new HistogramSnapshot(metadata(name, help), points);
    }

    private static MetricMetadata metadata(String name, String help) {
        if (name.endsWith("_bytes")) {
            return new MetricMetadata(name, help, Unit.BYTES);
        }
        return name.endsWith("_seconds")
                ? new MetricMetadata(name, help, Unit.SECONDS)
                : new MetricMetadata(name, help);
    }
}
