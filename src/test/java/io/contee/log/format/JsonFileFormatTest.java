package io.contee.log.format;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.contee.log.write.FakeClock;
import io.contee.model.LineEnd;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonFileFormatTest {

    private static final Instant NOW = FakeClock.START;

    private final RecordFormat format = new JsonFileFormat(LineEnd.KEEP);
    private final Encoding encoding = new Encoding(format);

    @Test
    void aLineIsOneObjectWithNineDigitsOfFraction() {
        encoding.encode("hello\r\n", NOW);
        assertThat(encoding.lines())
                .containsExactly(
                        "{\"log\":\"hello\\r\\n\",\"stream\":\"stdout\",\"time\":\"2026-11-21T02:03:04.123456789Z\"}");
    }

    @Test
    void escapesWhatJsonAndDockerEscapeAndNothingElse() {
        encoding.encode("\t\"\\\0\u001b[m\u007f<&>\u2028\u2029\u00e9\ud83d\ude00\n", NOW);
        assertThat(encoding.lines().get(0))
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
            encoding.encode(guest, at, at + length, NOW);
            at += length;
            if (guest[at - 1] >= 0 && random.nextInt(3) == 0) {
                encoding.flush();
            }
        }
        encoding.finish();
        assertThat(encoding.text()).isEqualTo(GuestBytes.decoded(guest));
    }

    @Test
    void worstCasesOfGrowthComeBackWhole() {
        for (int c : new int[] {'\n', 1, '"', 0x80, 'x'}) {
            byte[] guest = new byte[LogBuffers.INPUT];
            Arrays.fill(guest, (byte) c);
            encoding.reset();
            encoding.encode(guest, 0, guest.length, NOW);
            encoding.finish();
            assertThat(encoding.text()).isEqualTo(GuestBytes.decoded(guest));
            assertThat(encoding.records()).allMatch(record -> record.text().length() <= RecordFormat.MAX_CONTENT);
        }
    }

    @Test
    void aSequenceSplitBetweenReadsStaysWhole() {
        byte[] guest = "a\u00e9b\u20ac\u2028c\ud83d\ude00d\n".getBytes(UTF_8);
        for (int i = 0; i <= guest.length; i++) {
            for (int k = i; k <= guest.length; k++) {
                encoding.reset();
                encoding.encode(guest, 0, i, NOW);
                encoding.encode(guest, i, k, NOW);
                encoding.encode(guest, k, guest.length, NOW);
                assertThat(encoding.text()).isEqualTo(new String(guest, UTF_8));
                assertThat(encoding.records()).hasSize(1);
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
                    encoding.reset();
                    encoding.encode(guest.toByteArray(), 0, split, NOW);
                    encoding.encode(guest.toByteArray(), split, guest.size(), NOW);
                    assertThat(encoding.text()).isEqualTo(GuestBytes.decoded(guest.toByteArray()));
                }
            }
        }
    }

    @Test
    void aRecordHolds16KiBAndIsCutBeforeASequenceNotInside() {
        for (int before = RecordFormat.MAX_CONTENT - 6; before <= RecordFormat.MAX_CONTENT + 1; before++) {
            String line = "x".repeat(before) + "\ud83d\ude00\u20ac!\n";
            for (int read : new int[] {70_000, 1000, 16384, 16383}) {
                encoding.reset();
                byte[] guest = line.getBytes(UTF_8);
                for (int at = 0; at < guest.length; at += read) {
                    encoding.encode(guest, at, Math.min(guest.length, at + read), NOW);
                }
                assertThat(encoding.text()).isEqualTo(line);
                assertThat(encoding.records()).hasSize(2).allSatisfy(r -> assertThat(
                                r.text().getBytes(UTF_8).length)
                        .isLessThanOrEqualTo(RecordFormat.MAX_CONTENT));
                assertThat(encoding.records().get(0).partial()).isTrue();
                assertThat(encoding.records().get(0).text().getBytes(UTF_8).length)
                        .isGreaterThan(RecordFormat.MAX_CONTENT - 4);
            }
        }
    }

    @Test
    void aPromptIsAPartialRecordAndItsContinuationTheNext() {
        encoding.encode("boot\nlogin: ", NOW);
        assertThat(format.hasPartial()).isTrue();
        encoding.flush();
        assertThat(format.hasPartial()).isFalse();
        encoding.encode("root\n", NOW);
        assertThat(encoding.records()).extracting(LogRecord::text).containsExactly("boot\n", "login: ", "root\n");
        assertThat(encoding.records()).extracting(LogRecord::partial).containsExactly(false, true, false);
    }

    @Test
    void aHalfSequenceIsHeldBackOnceAndThenReplaced() {
        encoding.encode(new byte[] {'a', (byte) 0xe2, (byte) 0x82}, 0, 3, NOW);
        encoding.flush();
        assertThat(encoding.text()).isEqualTo("a");
        assertThat(format.hasPartial()).isTrue();
        encoding.flush();
        assertThat(encoding.text()).isEqualTo("a\ufffd\ufffd");
        assertThat(format.hasPartial()).isFalse();
    }

    @Test
    void aHalfSequenceThatWasHeldBackIsCompletedByItsRest() {
        encoding.encode(new byte[] {'a', (byte) 0xe2, (byte) 0x82}, 0, 3, NOW);
        encoding.flush();
        encoding.encode(new byte[] {(byte) 0xac, '\n'}, 0, 2, NOW);
        assertThat(encoding.records()).extracting(LogRecord::text).containsExactly("a", "\u20ac\n");
    }

    @Test
    void aRecordHasTheTimeOfItsFirstByte() {
        encoding.encode("on", NOW);
        encoding.encode("e\ntwo\nthr", NOW.plusSeconds(61));
        encoding.encode("ee\n", NOW.plus(Duration.ofDays(40)));
        assertThat(encoding.records())
                .extracting(LogRecord::time)
                .containsExactly(NOW, NOW.plusSeconds(61), NOW.plusSeconds(61));
    }

    @Test
    void knowsWhereALineEndsWhateverTheContentLooksLike() {
        for (String content : List.of("", "\\n", "n", "\\", "\\\\n", "\n", "x\n", "\\\n", "\\n\n", "\u00e9\n")) {
            encoding.encode(content, NOW);
            encoding.finish();
            if (!encoding.records().isEmpty()) {
                assertThat(encoding.endsLine()).isEqualTo(content.endsWith("\n"));
            }
            encoding.reset();
        }
    }

    @Test
    void aNoticeIsAWholeLineOfItsOwnStream() {
        encoding.notice("[contee: 5 bytes lost]", NOW);
        assertThat(encoding.records()).singleElement().satisfies(record -> {
            assertThat(record.text()).isEqualTo("[contee: 5 bytes lost]\n");
            assertThat(record.stream()).isEqualTo(LogRecord.Stream.STDERR);
            assertThat(record.time()).isEqualTo(NOW);
        });
        assertThat(encoding.endsLine()).isTrue();
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

    @Test
    void aLineThatLacksAnyPartIsReadAsJacksonReadsIt() {
        String line = "{\"log\":\"a\\n\\u20ac\",\"stream\":\"stdout\",\"time\":\"2026-11-21T02:03:04Z\"}";
        for (int i = 0; i <= line.length(); i++) {
            for (int k = i; k <= line.length(); k++) {
                String rest = line.substring(0, i) + line.substring(k);
                assertThat(decode(rest).map(JsonFileFormatTest::parts))
                        .as(rest)
                        // the blank makes it a form that Jackson reads
                        .isEqualTo(decode(" " + rest).map(JsonFileFormatTest::parts));
            }
        }
    }

    @Test
    void aReturnBeforeALineFeedIsStrippedWhereThatIsWanted() {
        Encoding stripping = new Encoding(new JsonFileFormat(LineEnd.STRIP));
        String line = "a\\r\r\nb\r\r\n\r\nc\rd\u20ac\r\n";
        byte[] guest = line.getBytes(UTF_8);
        for (int i = 0; i <= guest.length; i++) {
            for (int k = i; k <= guest.length; k++) {
                stripping.reset();
                stripping.encode(guest, 0, i, NOW);
                stripping.encode(guest, i, k, NOW);
                stripping.encode(guest, k, guest.length, NOW);
                assertThat(stripping.text()).isEqualTo("a\\r\nb\n\nc\rd\u20ac\n");
            }
        }
    }

    @Test
    void aReturnAtTheEndOfAPromptIsHeldBackOnceWhereItMayBeStripped() {
        Encoding stripping = new Encoding(new JsonFileFormat(LineEnd.STRIP));
        stripping.encode("10 %\r", NOW);
        stripping.flush();
        assertThat(stripping.records()).extracting(LogRecord::text).containsExactly("10 %");
        stripping.flush();
        stripping.encode("20 %\r", NOW);
        stripping.flush();
        stripping.encode("\n", NOW);
        assertThat(stripping.text()).isEqualTo("10 %\r20 %\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\\b\\f\\/\\u0041\\u00e9\\u20AC\\ud83d\\ude00\\u0000", "\\u2028\\\\u0041\\\"\u20ac", "", "\\n"})
    void readsEveryEscapeAsJacksonDoes(String log) {
        String usual = "{\"log\":\"" + log + "\",\"stream\":\"stdout\",\"time\":\"2026-11-21T02:03:04Z\"}";
        String other = "{\"stream\":\"stdout\",\"log\":\"" + log + "\",\"time\":\"2026-11-21T02:03:04Z\"}";
        assertThat(decode(usual))
                .get()
                .extracting(LogRecord::text)
                .isEqualTo(decode(other).orElseThrow().text());
    }

    @Test
    void whatIsNoTextInAFileReadsAsReplaced() {
        byte[] line =
                "{\"log\":\"a\u00ff\u00e2\u0082b\\ud83dc\",\"stream\":\"stdout\",\"time\":\"2026-11-21T02:03:04Z\"}"
                        .getBytes(ISO_8859_1);
        assertThat(format.decode(line, 0, line.length))
                .get()
                .extracting(LogRecord::text)
                .isEqualTo("a\ufffd\ufffd\ufffdb\ufffdc");
    }

    private static List<Object> parts(LogRecord record) {
        return List.of(record.time(), record.stream(), record.text());
    }

    private Optional<LogRecord> decode(String line) {
        byte[] bytes = line.getBytes(UTF_8);
        return format.decode(bytes, 0, bytes.length);
    }
}
