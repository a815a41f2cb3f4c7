package io.contee.log.format;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Decodes libvirt's log of a QEMU: each line is a record. libvirt's own begin with {@code 2026-11-21
 * 02:03:04.567+0000:}, most of QEMU's with {@code 2026-11-21T02:03:04.567890Z}; one without a time, as those of the
 * command line, gets the time of the previous line.
 */
public final class QemuLines implements RecordDecoder {

    private static final int LONGEST_TIME = 40;
    private static final Pattern TIME = Pattern.compile(
            "([0-9]{4}-[0-9]{2}-[0-9]{2})[ T]([0-9]{2}:[0-9]{2}:[0-9]{2}(?:\\.[0-9]{1,9})?)(Z|[+-][0-9]{2}:?[0-9]{2})[: ].*",
            Pattern.DOTALL);

    private Instant latest = Instant.MIN;

    @Override
    public Optional<LogRecord> decode(byte[] bytes, int from, int to) {
        String head = new String(bytes, from, Math.min(to - from, LONGEST_TIME), StandardCharsets.ISO_8859_1);
        time(TIME.matcher(head)).ifPresent(time -> latest = time);
        return Optional.of(new LogRecord(latest, LogRecord.Stream.STDERR, Arrays.copyOfRange(bytes, from, to)));
    }

    private static Optional<Instant> time(Matcher matcher) {
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String zone = matcher.group(3).replaceFirst("([+-][0-9]{2})([0-9]{2})", "$1:$2");
        try {
            return Optional.of(OffsetDateTime.parse(matcher.group(1) + "T" + matcher.group(2) + zone)
                    .toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
