package io.contee.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.contee.log.format.LogRecord;
import io.contee.log.read.RecordOutput;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LogMergeTest {

    private static final Instant START = Instant.parse("2026-11-21T02:03:04Z");

    private static LogRecord record(long second, String text) {
        return LogRecord.of(
                Optional.of(START.plusSeconds(second)), LogRecord.Stream.STDOUT, text.getBytes(StandardCharsets.UTF_8));
    }

    private static CompletableFuture<Void> feed(LogMerge merge, int index, int records, Random random) {
        RecordOutput input = merge.input(index, notice -> {});
        return CompletableFuture.runAsync(() -> {
            try {
                long second = 0;
                for (int i = 0; i < records; i++) {
                    second += random.nextInt(5);
                    input.write(record(second, index + "-" + i), () -> "");
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } finally {
                merge.end(index);
            }
        });
    }

    @Test
    void logsThatEndAreMergedByTimeAndEachKeepsItsOrder() {
        LogMerge merge = new LogMerge(3);
        for (int i = 0; i < 3; i++) {
            var unused = feed(merge, i, 5000 * i, new Random(i));
        }
        List<LogEntry> entries = new ArrayList<>();
        for (Optional<LogEntry> entry = merge.next(() -> {}); entry.isPresent(); entry = merge.next(() -> {})) {
            entries.add(entry.get());
        }
        assertThat(entries)
                .hasSize(15000)
                .extracting(entry -> entry.record().time())
                .isSorted();
        for (int source = 1; source < 3; source++) {
            int number = source;
            List<String> texts = entries.stream()
                    .filter(entry -> entry.source() == number)
                    .map(entry -> entry.record().text())
                    .toList();
            for (int i = 0; i < texts.size(); i++) {
                assertThat(texts.get(i)).isEqualTo(source + "-" + i);
            }
        }
    }

    @Test
    void aLogOfWhichNothingIsThereNowHoldsNobodyUp() throws IOException {
        LogMerge merge = new LogMerge(2);
        merge.input(0, notice -> {}).flush();
        merge.input(1, notice -> {}).write(record(9, "nine"), () -> "");
        assertThat(merge.next(() -> {}))
                .get()
                .extracting(entry -> entry.record().text())
                .isEqualTo("nine");
        merge.input(0, notice -> {}).write(record(1, "one, late"), () -> "");
        merge.input(1, notice -> {}).flush();
        assertThat(merge.next(() -> {})).get().extracting(LogEntry::source).isEqualTo(0);
    }

    @Test
    void aNoticeIsToldByTheThreadThatPrintsAndOutputIsFlushedBeforeAWait() throws Exception {
        LogMerge merge = new LogMerge(1);
        List<String> told = new ArrayList<>();
        AtomicInteger flushes = new AtomicInteger();
        RecordOutput input = merge.input(0, told::add);
        input.report("two damaged records");
        assertThat(told).isEmpty();
        CompletableFuture<Void> ending = CompletableFuture.runAsync(() -> {
            while (flushes.get() < 2) {
                Thread.onSpinWait();
            }
            merge.end(0);
        });
        assertThat(merge.next(flushes::incrementAndGet)).isEmpty();
        assertThat(told).containsExactly("two damaged records");
        ending.get();
    }

    @Test
    void closingLetsReadersGoThatAreFarAhead() {
        LogMerge merge = new LogMerge(1);
        CompletableFuture<Void> reading = feed(merge, 0, 1_000_000, new Random(1));
        assertThat(merge.next(() -> {})).isPresent();
        merge.close();
        assertThat(reading)
                .failsWithin(java.time.Duration.ofSeconds(20))
                .withThrowableThat()
                .withRootCauseInstanceOf(InterruptedIOException.class);
    }
}
