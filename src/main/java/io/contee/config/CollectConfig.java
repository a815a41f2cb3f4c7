package io.contee.config;

import io.contee.model.ByteSize;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What is collected of all guests, whether by the daemon or by {@code contee collect}.
 *
 * @param dataDir {@code collect.dataDir}: where it is kept
 * @param namespace {@code collect.namespace}: whose guests are collected; all by default
 * @param qemuLogDir {@code collect.qemuLogDir}: where libvirt keeps the logs of QEMU
 * @param logs {@code collect.logs}
 * @param memory {@code collect.memstats}
 * @param httpAddress {@code collect.httpAddress}: the address that the figures are served at over HTTP
 * @param httpPort {@code collect.httpPort}: the port, 0 for one that is free
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
     * How logs are collected.
     *
     * @param enabled whether the daemon does it
     * @param every how long a window is
     * @param gzip whether windows are compressed
     * @param timestamps whether each line of a console begins with its time
     * @param keep how long windows are kept
     * @param maxSize how much the windows of all guests may hold together
     */
    public record Logs(
            boolean enabled, Duration every, boolean gzip, boolean timestamps, Duration keep, ByteSize maxSize) {

        /** The shortest window. */
        public static final Duration SHORTEST = Duration.ofSeconds(1);

        /** The longest window. */
        public static final Duration LONGEST = DAY;
    }

    /**
     * How memory figures are collected.
     *
     * @param enabled whether the daemon does it
     * @param interval how often
     * @param maxSize how large the table may get before it is rotated
     * @param maxFiles how many older ones are kept
     */
    public record Memory(boolean enabled, Duration interval, ByteSize maxSize, int maxFiles) {

        /** The shortest interval. */
        public static final Duration SHORTEST = Duration.ofSeconds(1);

        /** The longest interval. */
        public static final Duration LONGEST = DAY;
    }

    /** The same, with another say on logs. */
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
