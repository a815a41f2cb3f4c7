package io.contee.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.contee.model.ConteeException;
import io.contee.testing.Await;
import io.contee.testing.MonitoringFiles;
import io.contee.testing.PromQuery;
import io.contee.testing.RunningContee;
import io.contee.testing.SocketPeer;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.hawkular.agent.prometheus.text.TextPrometheusMetricDataParser;
import org.hawkular.agent.prometheus.types.Counter;
import org.hawkular.agent.prometheus.types.Gauge;
import org.hawkular.agent.prometheus.types.Histogram;
import org.hawkular.agent.prometheus.types.Metric;
import org.hawkular.agent.prometheus.types.MetricFamily;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/** What Prometheus is given, read with a parser that is none of contee's. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExpositionTest {

    private static final String OPEN_METRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    /** What Prometheus adds to each series. */
    private static final Set<String> OF_PROMETHEUS = Set.of("job", "instance");

    private final RunningContee running = new RunningContee();
    private final Exposition exposition = new Exposition(running.contee());
    private final SocketPeer guest = running.startGuest();

    @BeforeAll
    void print() {
        guest.write("one\ntwo\n");
        try {
            running.contee().hook("made-up", "");
        } catch (ConteeException e) {
            assertThat(e).hasMessageContaining("unknown");
        }
        Await.until("it is logged", () -> value("contee_console_records", "sink", "pod") == 2);
    }

    @AfterAll
    void close() {
        guest.close();
        running.close();
    }

    private String text(String accept) {
        return new String(exposition.scrape(accept).body(), StandardCharsets.UTF_8);
    }

    private Map<String, MetricFamily> families() {
        Map<String, MetricFamily> families = new TreeMap<>();
        try (ByteArrayInputStream in =
                new ByteArrayInputStream(exposition.scrape("").body())) {
            TextPrometheusMetricDataParser parser = new TextPrometheusMetricDataParser(in);
            for (MetricFamily family = parser.parse(); family != null; family = parser.parse()) {
                assertThat(families.put(family.getName(), family))
                        .as(family.getName())
                        .isNull();
            }
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return families;
    }

    private static boolean has(Metric metric, String label, String value) {
        return value.equals(metric.getLabels().get(label));
    }

    /** The sum of a counter's or gauge's values that have a label. */
    private double value(String name, String label, String value) {
        return families().values().stream()
                .filter(family ->
                        family.getName().equals(name) || family.getName().equals(name + "_total"))
                .flatMap(family -> family.getMetrics().stream())
                .filter(metric -> has(metric, label, value))
                .mapToDouble(metric -> metric instanceof Counter count ? count.getValue() : ((Gauge) metric).getValue())
                .sum();
    }

    @Test
    void countsWhatPassed() {
        assertThat(value("contee_console_output_bytes", "domain", "web")).isEqualTo(8);
        assertThat(value("contee_console_connected", "console", "serial0")).isEqualTo(1);
        assertThat(value("contee_console_log_size_bytes", "sink", "raw")).isEqualTo(8);
        assertThat(value("contee_console_log_limit_bytes", "sink", "raw")).isEqualTo(2 << 20);
        assertThat(value("contee_console_dropped_bytes", "domain", "web")).isZero();
    }

    @Test
    void aHistogramIsCumulatedAndEndsInItsCount() {
        List<Histogram> histograms = new ArrayList<>();
        families().values().forEach(family -> family.getMetrics().stream()
                .filter(Histogram.class::isInstance)
                .map(Histogram.class::cast)
                .forEach(histograms::add));
        assertThat(histograms)
                .extracting(Histogram::getName)
                .contains(
                        "contee_console_write_duration_seconds",
                        "contee_hook_duration_seconds",
                        "contee_loop_lag_seconds");
        assertThat(histograms).allSatisfy(histogram -> {
            assertThat(histogram.getBuckets())
                    .extracting(Histogram.Bucket::getCumulativeCount)
                    .isSorted();
            Histogram.Bucket last =
                    histogram.getBuckets().get(histogram.getBuckets().size() - 1);
            assertThat(last.getUpperBound()).isInfinite();
            assertThat(last.getCumulativeCount()).isEqualTo(histogram.getSampleCount());
        });
        assertThat(histograms)
                .filteredOn(histogram -> has(histogram, "operation", "prepare") && has(histogram, "outcome", "ok"))
                .singleElement()
                .satisfies(histogram -> assertThat(histogram.getSampleCount()).isEqualTo(1));
        assertThat(histograms)
                .filteredOn(histogram -> has(histogram, "operation", "unknown") && has(histogram, "outcome", "failed"))
                .hasSize(1);
    }

    @Test
    void tellsOfTheProcessAndItsJvm() {
        assertThat(families())
                .containsKeys(
                        "process_open_fds", "process_max_fds", "process_cpu_seconds_total", "jvm_memory_used_bytes");
    }

    @Test
    void isPrometheusTextUnlessOpenMetricsIsAskedFor() {
        assertThat(exposition.scrape("").contentType()).startsWith("text/plain; version=0.0.4");
        assertThat(exposition.scrape("text/html").contentType()).startsWith("text/plain; version=0.0.4");
        assertThat(exposition.scrape(OPEN_METRICS).contentType())
                .startsWith("application/openmetrics-text; version=1.0.0");
        assertThat(text(""))
                .contains("# TYPE contee_console_output_bytes_total counter\n")
                .doesNotContain("# EOF");
        assertThat(text(OPEN_METRICS))
                .contains("# TYPE contee_console_output_bytes counter\n", "# UNIT contee_console_output_bytes bytes\n")
                .endsWith("# EOF\n");
    }

    /** The types of binary formats, too: there is none of them. */
    @Test
    void whatPrometheusSendsGetsOpenMetrics() {
        String accept =
                "application/openmetrics-text;version=1.0.0;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,"
                        + "text/plain;version=0.0.4;q=0.3,*/*;q=0.2";
        assertThat(text(accept)).endsWith("# EOF\n");
        String binary = "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited";
        assertThat(exposition.scrape(binary).contentType()).startsWith("text/plain");
    }

    @Test
    void namesFollowPrometheusConventions() {
        MetricSnapshots own = new ConteeMetrics(running.contee()).collect();
        assertThat(own.stream().map(snapshot -> snapshot.getMetadata().getName()))
                .doesNotHaveDuplicates()
                .allMatch(name -> name.matches("contee(_[a-z]+)+"))
                .noneMatch(name -> name.matches(".*_(total|count|sum|bucket|info|milliseconds|kilobytes)"));
        assertThat(own.stream().map(snapshot -> snapshot.getMetadata().getHelp()))
                .allMatch(help -> help != null && help.endsWith("."));
    }

    @Test
    void thereAreNoSeriesOfWhatHasEnded() {
        try (RunningContee other = new RunningContee();
                SocketPeer itsGuest = other.startGuest()) {
            Exposition others = new Exposition(other.contee());
            long before = text("").lines().count();
            itsGuest.hangUp();
            other.contee().hook("release", other.xml());
            String after = new String(others.scrape("").body(), StandardCharsets.UTF_8);
            assertThat(after).contains("contee_consoles 0.0\n").doesNotContain("web");
            assertThat(before - after.lines().count())
                    .as("series of one console")
                    .isBetween(30L, 120L);
        }
    }

    /** Names of series, as a query has them, and of labels. */
    private static void addNames(MetricSnapshot family, Set<String> metrics, Set<String> labels) {
        String name = family.getMetadata().getPrometheusName();
        switch (family.getClass().getSimpleName()) {
            case "CounterSnapshot" -> metrics.add(name + "_total");
            case "InfoSnapshot" -> metrics.add(name + "_info");
            case "HistogramSnapshot", "SummarySnapshot" -> {
                labels.add("le");
                metrics.addAll(Set.of(name + "_bucket", name + "_count", name + "_sum"));
            }
            default -> metrics.add(name);
        }
        family.getDataPoints().forEach(point -> point.getLabels().forEach(label -> labels.add(label.getName())));
    }

    @Test
    void dashboardAndAlertsAskForMetricsThatThereAre() {
        Set<String> metrics = new TreeSet<>(Set.of("up"));
        Set<String> labels = new TreeSet<>(OF_PROMETHEUS);
        new ConteeMetrics(running.contee()).collect().forEach(family -> addNames(family, metrics, labels));
        families().keySet().stream().filter(name -> !name.startsWith("contee_")).forEach(metrics::add);
        labels.add("area"); // of the heap's metrics
        Map<String, PromQuery> queries = MonitoringFiles.queries();
        assertThat(queries).hasSizeGreaterThan(40);
        queries.forEach((where, query) -> {
            assertThat(query.metrics()).as(where).isNotEmpty().isSubsetOf(metrics);
            assertThat(query.labels()).as(where).isSubsetOf(labels);
        });
    }

    @Test
    void allThatConteeCountsIsOnTheDashboard() {
        Set<String> shown = new HashSet<>();
        MonitoringFiles.queries().forEach((where, query) -> shown.addAll(query.metrics()));
        Set<String> metrics = new TreeSet<>();
        for (MetricSnapshot family : new ConteeMetrics(running.contee()).collect()) {
            Set<String> names = new TreeSet<>();
            addNames(family, names, new TreeSet<>());
            if (names.stream().noneMatch(shown::contains)) {
                metrics.addAll(names);
            }
        }
        assertThat(metrics).containsExactly("contee_last_hook_call_timestamp_seconds");
    }

    @Test
    void panelsAreNumberedAndDoNotOverlap() {
        Set<Integer> ids = new HashSet<>();
        Set<String> cells = new HashSet<>();
        for (JsonNode panel : MonitoringFiles.dashboard().get("panels")) {
            assertThat(ids.add(panel.get("id").asInt())).isTrue();
            JsonNode place = panel.get("gridPos");
            assertThat(place.get("x").asInt() + place.get("w").asInt()).isLessThanOrEqualTo(24);
            for (int x = 0; x < place.get("w").asInt(); x++) {
                for (int y = 0; y < place.get("h").asInt(); y++) {
                    assertThat(cells.add((place.get("x").asInt() + x) + ","
                                    + (place.get("y").asInt() + y)))
                            .as(panel.get("title").asString())
                            .isTrue();
                }
            }
        }
    }

    @Test
    void alertsSayWhatHasHappenedToWhom() {
        for (JsonNode rule : MonitoringFiles.rules().get("groups").get(0).get("rules")) {
            assertThat(rule.get("alert").asString()).startsWith("Contee");
            assertThat(rule.get("labels").get("severity").asString()).isIn("critical", "warning", "info");
            assertThat(rule.get("annotations").get("summary").asString()).isNotEmpty();
            assertThat(rule.get("annotations").get("description").asString()).isNotEmpty();
        }
    }
}
