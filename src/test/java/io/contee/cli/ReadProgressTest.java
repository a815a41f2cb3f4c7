package io.contee.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.contee.log.format.LogRecord;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ReadProgressTest {

    @Test
    void aLongReadingShowsEveryHalfSecondHowFarItHasCome() {
        StringWriter terminal = new StringWriter();
        AtomicLong nanos = new AtomicLong();
        ReadProgress progress = new ReadProgress(new PrintWriter(terminal), nanos::get);
        LogRecord record = LogRecord.of(
                Optional.of(Instant.parse("2026-11-21T02:03:04Z")), LogRecord.Stream.STDOUT, new byte[1 << 19]);
        progress.add(record);
        progress.clear();
        assertThat(terminal).asString().as("of a short one nothing is seen").isEmpty();
        nanos.set(500_000_000);
        progress.add(record);
        progress.add(record);
        assertThat(terminal).asString().isEqualTo("\r\u001b[Kcontee: 1.0 MiB, up to 2026-11-21T02:03:04Z");
        progress.clear();
        assertThat(terminal).asString().endsWith("04Z\r\u001b[K");
    }
}
