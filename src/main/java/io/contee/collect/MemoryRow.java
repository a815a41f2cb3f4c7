package io.contee.collect;

import io.contee.libvirt.MemoryFigures;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * One guest's memory at one moment: a row of the table.
 *
 * @param time the time of the request
 * @param namespace the namespace of the guest's pod
 * @param figures the guest's figures
 */
record MemoryRow(Instant time, String namespace, MemoryFigures figures) {

    static final List<String> HEADER = List.of(
            "timestamp",
            "namespace",
            "vm",
            "uuid",
            "rss_bytes",
            "balloon_bytes",
            "available_bytes",
            "unused_bytes",
            "swap_in_bytes",
            "swap_out_bytes",
            "major_faults");

    private static final DateTimeFormatter TIMESTAMP = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    static final int TIME = 0;
    static final int VM = 2;

    List<Object> values() {
        return List.of(
                TIMESTAMP.format(time),
                namespace,
                figures.name(),
                figures.uuid(),
                text(figures.rss()),
                text(figures.balloon()),
                text(figures.available()),
                text(figures.unused()),
                text(figures.swapIn()),
                text(figures.swapOut()),
                text(figures.majorFaults()));
    }

    private static String text(OptionalLong value) {
        return value.isPresent() ? Long.toString(value.getAsLong()) : "";
    }
}
