package io.contee.metrics;

import io.contee.manager.Contee;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.instrumentation.jvm.JvmBufferPoolMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmGarbageCollectorMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmMemoryMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmRuntimeInfoMetric;
import io.prometheus.metrics.instrumentation.jvm.JvmThreadsMetrics;
import io.prometheus.metrics.instrumentation.jvm.ProcessMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * The metrics of a contee and of the JVM and process, as text: Prometheus' own format, 0.0.4, or OpenMetrics 1.0 for
 * those that accept it. Any thread may call it.
 */
public final class Exposition {

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final ExpositionFormats formats = ExpositionFormats.init();

    /** Makes the exposition of a contee. */
    public Exposition(Contee contee) {
        registry.register(new ConteeMetrics(contee));
        ProcessMetrics.builder().register(registry);
        JvmMemoryMetrics.builder().register(registry);
        JvmBufferPoolMetrics.builder().register(registry);
        JvmGarbageCollectorMetrics.builder().register(registry);
        JvmThreadsMetrics.builder().register(registry);
        JvmRuntimeInfoMetric.builder().register(registry);
    }

    /**
     * The answer to a scrape.
     *
     * @param contentType its format
     * @param body the text
     */
    @SuppressWarnings("ArrayRecordComponent") // it is written out and thrown away
    public record Page(String contentType, byte[] body) {}

    /**
     * Scrapes.
     *
     * @param accept an HTTP request's {@code Accept} header, empty if it has none
     */
    public Page scrape(String accept) {
        // ExpositionFormats might choose a binary format, which is not available.
        ExpositionFormatWriter openMetrics = formats.getOpenMetricsTextFormatWriter();
        ExpositionFormatWriter writer =
                openMetrics.accepts(accept) ? openMetrics : formats.getPrometheusTextFormatWriter();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            writer.write(out, registry.scrape(), EscapingScheme.fromAcceptHeader(accept));
        } catch (IOException e) {
            throw new UncheckedIOException(e); // it is written to memory
        }
        return new Page(writer.getContentType(), out.toByteArray());
    }
}
