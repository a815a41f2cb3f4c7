package io.contee.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonFileFormatTest {

    private static final Instant NOW = FakeClock.START;

    private final RecordFormat format = new JsonFileFormat();
    private final LogBuffers buffers = new LogBuffers();
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    @Test
    void aLineIsOneObjectWithNineDigitsOfFraction() {
        encode("hello\r\n", NOW);
        assertThat(lines())
                .containsExactly(
                        "{\"log\":\"hello\\r\\n\",\"stream\":\"stdout\",\"time\":\"2026-11-21T02:03:04.123456789Z\"}");
    }

    @Test
    void escapesWhatJsonAndDockerEscapeAndNothingElse() {
        encode("\t\"\\\0\u001b[m\u007f<&>\u2028\u2029\u00e9\ud83d\ude00\n", NOW);
        assertThat(lines().get(0))
                .startsWith("{\"log\":\"\\t\\\"\\\\\\u0000\\u001b[m\u007f<&>\\u2028\\u2029\u00e9\ud83d\ude00\\n\",");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whatIsDecodedIsWhatTheGuestSentWithInvalidBytesReplaced(long seed) {
        Random random = new Random(seed);
        byte[] guest = GuestBytes.random(random, 300_000);
        int at = 0;
        while (at < guest.length) {
            int length = Math.min(guest.length - at, 1 + random.nextInt(random.nextBoolean() ? 20 : 65536));
            encode(guest, at, at + length, NOW);
            at += length;
            if (guest[at - 1] >= 0 && random.nextInt(3) == 0) {
                flush();
            }
        }
        finish();
        assertThat(text()).isEqualTo(GuestBytes.decoded(guest));
    }

    @Test
    void worstCasesOfGrowthComeBackWhole() {
        for (int c : new int[] {'\n', 1, '"', 0x80, 'x'}) {
            byte[] guest = new byte[LogBuffers.INPUT];
            Arrays.fill(guest, (byte) c);
            written.reset();
            encode(guest, 0, guest.length, NOW);
            finish();
            assertThat(text()).isEqualTo(GuestBytes.decoded(guest));
            assertThat(records()).allMatch(record -> record.text().length() <= RecordFormat.MAX_CONTENT);
        }
    }

    @Test
    void aSequenceSplitBetweenReadsStaysWhole() {
        byte[] guest = "a\u00e9b\u20ac\u2028c\ud83d\ude00d\n".getBytes(UTF_8);
        for (int i = 0; i <= guest.length; i++) {
            for (int k = i; k <= guest.length; k++) {
                written.reset();
                encode(guest, 0, i, NOW);
                encode(guest, i, k, NOW);
                encode(guest, k, guest.length, NOW);
                assertThat(text()).isEqualTo(new String(guest, UTF_8));
                assertThat(records()).hasSize(1);
            }
        }
    }

    @Test
    void aSequenceThatBreaksOffIsReplacedByteForByte() {
        byte[] whole = "\u00e9\u20ac\ud83d\ude00".getBytes(UTF_8);
        for (int from = 0; from < whole.length; from++) {
            for (int to = from + 1; to <= whole.length; to++) {
                ByteArrayOutputStream guest = new ByteArrayOutputStream();
                guest.write(whole, from, to - from);
                guest.writeBytes("x\n".getBytes(UTF_8));
                for (int split = 0; split <= guest.size(); split++) {
                    written.reset();
                    encode(guest.toByteArray(), 0, split, NOW);
                    encode(guest.toByteArray(), split, guest.size(), NOW);
                    assertThat(text()).isEqualTo(GuestBytes.decoded(guest.toByteArray()));
                }
            }
        }
    }

    @Test
    void aRecordHolds16KiBAndIsCutBeforeASequenceNotInside() {
        for (int before = RecordFormat.MAX_CONTENT - 6; before <= RecordFormat.MAX_CONTENT + 1; before++) {
            String line = "x".repeat(before) + "\ud83d\ude00\u20ac!\n";
            for (int read : new int[] {70_000, 1000, 16384, 16383}) {
                written.reset();
                byte[] guest = line.getBytes(UTF_8);
                for (int at = 0; at < guest.length; at += read) {
                    encode(guest, at, Math.min(guest.length, at + read), NOW);
                }
                assertThat(text()).isEqualTo(line);
                assertThat(records()).hasSize(2).allSatisfy(r -> assertThat(
                                r.text().getBytes(UTF_8).length)
                        .isLessThanOrEqualTo(RecordFormat.MAX_CONTENT));
                assertThat(records().get(0).partial()).isTrue();
                assertThat(records().get(0).text().getBytes(UTF_8).length).isGreaterThan(RecordFormat.MAX_CONTENT - 4);
            }
        }
    }

    @Test
    void aPromptIsAPartialRecordAndItsContinuationTheNext() {
        encode("boot\nlogin: ", NOW);
        assertThat(format.hasPartial()).isTrue();
        flush();
        assertThat(format.hasPartial()).isFalse();
        encode("root\n", NOW);
        assertThat(records()).extracting(LogRecord::text).containsExactly("boot\n", "login: ", "root\n");
        assertThat(records()).extracting(LogRecord::partial).containsExactly(false, true, false);
    }

    @Test
    void aHalfSequenceIsHeldBackOnceAndThenReplaced() {
        encode(new byte[] {'a', (byte) 0xe2, (byte) 0x82}, 0, 3, NOW);
        flush();
        assertThat(text()).isEqualTo("a");
        assertThat(format.hasPartial()).isTrue();
        flush();
        assertThat(text()).isEqualTo("a\ufffd\ufffd");
        assertThat(format.hasPartial()).isFalse();
    }

    @Test
    void aHalfSequenceThatWasHeldBackIsCompletedByItsRest() {
        encode(new byte[] {'a', (byte) 0xe2, (byte) 0x82}, 0, 3, NOW);
        flush();
        encode(new byte[] {(byte) 0xac, '\n'}, 0, 2, NOW);
        assertThat(records()).extracting(LogRecord::text).containsExactly("a", "\u20ac\n");
    }

    @Test
    void aRecordHasTheTimeOfItsFirstByte() {
        encode("on", NOW);
        encode("e\ntwo\nthr", NOW.plusSeconds(61));
        encode("ee\n", NOW.plus(Duration.ofDays(40)));
        assertThat(records())
                .extracting(LogRecord::time)
                .containsExactly(NOW, NOW.plusSeconds(61), NOW.plusSeconds(61));
    }

    @Test
    void knowsWhereALineEndsWhateverTheContentLooksLike() {
        for (String content : List.of("", "\\n", "n", "\\", "\\\\n", "\n", "x\n", "\\\n", "\\n\n", "\u00e9\n")) {
            encode(content, NOW);
            finish();
            byte[] records = written.toByteArray();
            if (records.length > 0) {
                assertThat(format.endsLine(records, records.length)).isEqualTo(content.endsWith("\n"));
            }
            written.reset();
        }
    }

    @Test
    void aNoticeIsAWholeLineOfItsOwnStream() {
        format.encodeNotice(buffers, "[contee: 5 bytes lost]", NOW);
        take();
        assertThat(records()).singleElement().satisfies(record -> {
            assertThat(record.text()).isEqualTo("[contee: 5 bytes lost]\n");
            assertThat(record.stream()).isEqualTo(LogRecord.Stream.STDERR);
            assertThat(record.time()).isEqualTo(NOW);
        });
        assertThat(format.endsLine(written.toByteArray(), written.size())).isTrue();
    }

    @Test
    void readsWhatOthersWrite() {
        Optional<LogRecord> record =
                decode("{\"stream\":\"stderr\",\"attrs\":{\"a\":[1,{}]},\"time\":\"2026-11-21T04:03:04+02:00\","
                        + "\"log\":\"\\ud83d\\ude00 \\u003c\"}\r\n");
        assertThat(record).get().extracting(LogRecord::text).isEqualTo("\ud83d\ude00 <");
        assertThat(record.get().time()).isEqualTo(Instant.parse("2026-11-21T02:03:04Z"));
        assertThat(record.get().stream()).isEqualTo(LogRecord.Stream.STDERR);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "[]",
                "{}",
                "{\"log\":\"a\"",
                "{\"log\":\"a\",\"stream\":\"stdout\"}",
                "{\"log\":\"a\",\"time\":\"2026-11-21T02:03:04Z\"}",
                "{\"log\":\"a\",\"stream\":\"other\",\"time\":\"2026-11-21T02:03:04Z\"}",
                "{\"log\":\"a\",\"stream\":\"stdout\",\"time\":\"yesterday\"}",
                "{\"log\":{\"x\":1},\"stream\":\"stdout\",\"time\":\"2026-11-21T02:03:04Z\"}",
                "{\"log\":\"a\",\"stream\":\"stdout\",\"time\":\"2026-11-21T02:03:04Z\"}x",
                "{\"log\":\"a\001\",\"stream\":\"stdout\",\"time\":\"2026-11-21T02:03:04Z\"}"
            })
    void whatIsNoRecordIsDamaged(String line) {
        assertThat(decode(line)).isEmpty();
    }

    private Optional<LogRecord> decode(String line) {
        byte[] bytes = line.getBytes(UTF_8);
        return format.decode(bytes, 0, bytes.length);
    }

    private void encode(String text, Instant now) {
        byte[] bytes = text.getBytes(UTF_8);
        encode(bytes, 0, bytes.length, now);
    }

    private void encode(byte[] bytes, int from, int to, Instant now) {
        ByteBuffer source = ByteBuffer.wrap(bytes, from, to - from);
        while (source.hasRemaining()) {
            buffers.load(source);
            while (buffers.hasInput()) {
                format.encode(buffers, now);
                take();
            }
        }
    }

    private void flush() {
        format.flushPartial(buffers);
        take();
    }

    private void finish() {
        while (format.hasPartial()) {
            flush();
        }
    }

    private void take() {
        written.write(buffers.output, 0, buffers.recordsEnd);
    }

    private List<String> lines() {
        return written.toString(UTF_8).lines().toList();
    }

    private List<LogRecord> records() {
        List<LogRecord> records = new ArrayList<>();
        byte[] bytes = written.toByteArray();
        int from = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                records.add(format.decode(bytes, from, i + 1).orElseThrow());
                from = i + 1;
            }
        }
        assertThat(from).isEqualTo(bytes.length);
        return records;
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        records().forEach(record -> text.append(record.text()));
        return text.toString();
    }
}
