package io.contee.config;

import io.contee.model.ByteSize;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The settings for collecting data of all guests, by the daemon or by {@code contee collect}.
 *
 * @param dataDir {@code collect.dataDir}: the directory of collected data
 * @param namespace {@code collect.namespace}: the namespace whose guests are collected; all by default
 * @param qemuLogDir {@code collect.qemuLogDir}: the directory of libvirt's logs of QEMU
 * @param logs {@code collect.logs}
 * @param memory {@code collect.memstats}
 * @param httpAddress {@code collect.httpAddress}: the address that the figures are served at over HTTP
 * @param httpPort {@code collect.httpPort}: the port, 0 for any free one
 */
public record CollectConfig(
        Path dataDir,
        Optional<String> namespace,
        Path qemuLogDir,
        Logs logs,
        Memory memory,
        String httpAddress,
        int httpPort) {

    private static final Duration DAY = Duration.ofDays(1);

    /**
     * The settings for collecting logs.
     *
     * @param enabled whether the daemon collects them
     * @param every the length of a window
     * @param gzip whether windows are compressed
     * @param timestamps whether each line of a console begins with its time
     * @param keep the time that windows are kept
     * @param maxSize the limit of the windows of all guests together
     */
    public record Logs(
            boolean enabled, Duration every, boolean gzip, boolean timestamps, Duration keep, ByteSize maxSize) {

        /** The shortest window. */
        public static final Duration SHORTEST = Duration.ofSeconds(1);

        /** The longest window. */
        public static final Duration LONGEST = DAY;
    }

    /**
     * The settings for collecting memory figures.
     *
     * @param enabled whether the daemon collects them
     * @param interval the time between two samples
     * @param maxSize the size at which the table is rotated
     * @param maxFiles the number of older files that are kept
     */
    public record Memory(boolean enabled, Duration interval, ByteSize maxSize, int maxFiles) {

        /** The shortest interval. */
        public static final Duration SHORTEST = Duration.ofSeconds(1);

        /** The longest interval. */
        public static final Duration LONGEST = DAY;
    }

    /** Returns the same settings with others for logs. */
    public CollectConfig withLogs(Logs other) {
        return new CollectConfig(dataDir, namespace, qemuLogDir, other, memory, httpAddress, httpPort);
    }

    static CollectConfig read(ConfigReader reader, DefaultPaths defaults) {
        return new CollectConfig(
                reader.path("collect.dataDir", defaults.dataDir()),
                reader.text("collect.namespace").filter(name -> !name.isEmpty()),
                reader.path("collect.qemuLogDir", defaults.qemuLogDir()),
                new Logs(
                        reader.flag("collect.logs.enabled"),
                        reader.span("collect.logs.every", Duration.ofHours(1), Logs.SHORTEST, Logs.LONGEST),
                        reader.flag("collect.logs.gzip"),
                        reader.flag("collect.logs.timestamps"),
                        reader.span("collect.logs.keep", Duration.ofDays(7), Logs.SHORTEST, Duration.ofDays(36_500)),
                        reader.size("collect.logs.maxSize").orElse(ByteSize.parse("1Gi"))),
                new Memory(
                        reader.flag("collect.memstats.enabled"),
                        reader.span(
                                "collect.memstats.interval", Duration.ofSeconds(5), Memory.SHORTEST, Memory.LONGEST),
                        reader.size("collect.memstats.maxSize").orElse(ByteSize.parse("32Mi")),
                        reader.number("collect.memstats.maxFiles", 3, 0, 1000)),
                reader.text("collect.httpAddress").orElse("127.0.0.1"),
                reader.number("collect.httpPort", 8099, 0, 65_535));
    }
}
