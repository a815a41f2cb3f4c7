package io.contee.log.format;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.contee.log.write.FakeClock;
import io.contee.model.LineEnd;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CriFormatTest {

    private static final Instant NOW = FakeClock.START;
    private static final String HEAD = "2026-11-21T02:03:04.123456789Z stdout ";

    private final RecordFormat format = new CriFormat(LineEnd.STRIP);
    private final Encoding encoding = new Encoding(format);

    @Test
    void aLineIsItsTimeStreamTagAndContent() {
        encoding.encode("hello\n", NOW);
        assertThat(encoding.lines()).containsExactly(HEAD + "F hello");
    }

    @Test
    void anEmptyLineKeepsTheSpaceBehindItsTag() {
        encoding.encode("\n\r\n", NOW);
        assertThat(encoding.bytes()).isEqualTo((HEAD + "F \n" + HEAD + "F \n").getBytes(UTF_8));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void everyByteComesBackButReturnsOfLineEndsWhereTheyAreStripped(long seed) {
        byte[] guest = GuestBytes.random(new Random(seed), 300_000);
        Encoding keeping = new Encoding(new CriFormat(LineEnd.KEEP));
        keeping.encodeInPieces(guest, new Random(seed), NOW);
        assertThat(keeping.content()).isEqualTo(guest);
        Random random = new Random(seed);
        for (int at = 0; at < guest.length; ) {
            int to = Math.min(guest.length, at + 1 + random.nextInt(5000));
            encoding.encode(guest, at, to, NOW);
            at = to;
        }
        encoding.finish();
        assertThat(new String(encoding.content(), ISO_8859_1))
                .isEqualTo(StrippedLineEndsTest.stripped(new String(guest, ISO_8859_1)));
    }

    @Test
    void worstCasesOfGrowthComeBackWhole() {
        for (int c : new int[] {'\n', '\r', 0, 'x'}) {
            byte[] guest = new byte[LogBuffers.INPUT];
            Arrays.fill(guest, (byte) c);
            Encoding fresh = new Encoding(new CriFormat(LineEnd.STRIP));
            fresh.encode(guest, 0, guest.length, NOW);
            fresh.finish();
            assertThat(fresh.content()).isEqualTo(guest);
        }
    }

    @ParameterizedTest
    @CsvSource({"Power dow,F Power dow", "'line\r','F line\r'", "'\r','F \r'"})
    void theOutputOfAGuestThatStoppedEndsItsLine(String last, String record) {
        encoding.encode("on\r\n" + last, NOW);
        encoding.end(false, NOW);
        assertThat(encoding.bytes()).isEqualTo((HEAD + "F on\n" + HEAD + record + "\n").getBytes(UTF_8));
    }

    @Test
    void aLineWhoseRestNeverCameEndsInAnEmptyRecord() {
        encoding.encode("login: ", NOW);
        encoding.flush();
        encoding.end(true, NOW);
        encoding.end(false, NOW);
        assertThat(encoding.lines()).containsExactly(HEAD + "P login: ", HEAD + "F ");
    }

    @ParameterizedTest
    @CsvSource({"16383,1", "16384,1", "16385,2", "32768,2", "32769,3"})
    void aRecordHolds16KiBOfContent(int length, int records) {
        String line = "x".repeat(length) + "\n";
        for (int read : new int[] {70_000, 1000, 16384, 16383, 1}) {
            encoding.reset();
            byte[] guest = line.getBytes(UTF_8);
            for (int at = 0; at < guest.length; at += read) {
                encoding.encode(guest, at, Math.min(guest.length, at + read), NOW);
            }
            assertThat(encoding.text()).isEqualTo(line);
            assertThat(encoding.records()).hasSize(records);
            assertThat(encoding.lines().subList(0, records - 1))
                    .allSatisfy(
                            part -> assertThat(part).startsWith(HEAD + "P xxx").hasSize(format.maxRecord() - 1));
            assertThat(encoding.lines().get(records - 1)).startsWith(HEAD + "F x");
        }
    }

    @Test
    void aReturnAtTheEndOfAPromptIsHeldBackOnce() {
        encoding.encode("10 %\r", NOW);
        encoding.flush();
        assertThat(encoding.lines()).containsExactly(HEAD + "P 10 %");
        assertThat(format.hasPartial()).isTrue();
        encoding.flush();
        assertThat(format.hasPartial()).isFalse();
        encoding.encode("20 %\r", NOW);
        encoding.flush();
        encoding.encode("\n", NOW);
        assertThat(encoding.text()).isEqualTo("10 %\r20 %\n");
    }

    @Test
    void whatAnotherLogOfTheThreadHeldIsNotStripped() {
        LogBuffers shared = new LogBuffers();
        RecordFormat other = new CriFormat(LineEnd.STRIP);
        for (RecordFormat log : List.of(format, other)) {
            shared.load(GuestBytes.direct("ab"));
            log.encode(shared, NOW);
        }
        shared.load(GuestBytes.direct("\r"));
        other.encode(shared, NOW);
        shared.load(GuestBytes.direct("\n"));
        other.encode(shared, NOW);
        shared.load(GuestBytes.direct("\n"));
        format.encode(shared, NOW);
        assertThat(new String(shared.output, 0, shared.recordsEnd, UTF_8)).isEqualTo(HEAD + "F ab\n");
    }

    @Test
    void aPromptIsAPartialRecordAndItsContinuationTheNext() {
        encoding.encode("boot\r\nlogin: ", NOW);
        encoding.flush();
        assertThat(format.hasPartial()).isFalse();
        assertThat(encoding.endsLine()).isFalse();
        encoding.encode("root\r\n", NOW);
        assertThat(encoding.endsLine()).isTrue();
        assertThat(encoding.lines()).containsExactly(HEAD + "F boot", HEAD + "P login: ", HEAD + "F root");
        assertThat(encoding.records()).extracting(LogRecord::partial).containsExactly(false, true, false);
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
    void aLeapSecondIsTheFirstOneOfTheNextMinute() {
        assertThat(decode("2016-12-31T23:59:60.500000000Z stdout F a"))
                .map(LogRecord::time)
                .contains(Instant.parse("2017-01-01T00:00:00.5Z"));
    }

    @Test
    void aNoticeIsAWholeLineOfItsOwnStream() {
        encoding.notice("[contee: 5 bytes lost]", NOW);
        assertThat(encoding.lines()).containsExactly(HEAD.replace("stdout", "stderr") + "F [contee: 5 bytes lost]");
        assertThat(encoding.records()).extracting(LogRecord::stream).containsExactly(LogRecord.Stream.STDERR);
        assertThat(encoding.endsLine()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-21T04:03:04+02:00 stderr F a b",
                "2026-11-21T02:03:04Z stderr F:tag a b",
                "2026-11-21T02:03:04.0Z stderr other a b",
                "2026-11-21T02:03:04.0000000001234Z stderr F a b\n"
            })
    void readsWhatOthersWrite(String line) {
        LogRecord record = decode(line).orElseThrow();
        assertThat(record.time()).isEqualTo(Instant.parse("2026-11-21T02:03:04Z"));
        assertThat(record.stream()).isEqualTo(LogRecord.Stream.STDERR);
        assertThat(record.text()).isEqualTo("a b\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n",
                "x",
                "2026-11-21T02:03:04Z",
                "2026-11-21T02:03:04Z stdout",
                "2026-11-21T02:03:04Z stdout ",
                "2026-11-21T02:03:04Z stdout F",
                "2026-11-21T02:03:04Z stdout  a",
                "2026-11-21T02:03:04Z other F a",
                "2026-11-21t02:03:04Z stdout F a",
                "2026-11-21T02:03:04z stdout F a",
                "2026-11-21T02:03:04 stdout F a",
                "2026-13-21T02:03:04.123456789Z stdout F a",
                "2026-11-21T02:03:04.12345678xZ stdout F a",
                "1763690584 stdout F a"
            })
    void whatIsNoRecordIsDamaged(String line) {
        assertThat(decode(line)).isEmpty();
    }

    private Optional<LogRecord> decode(String line) {
        byte[] bytes = line.getBytes(UTF_8);
        return format.decode(bytes, 0, bytes.length);
    }
}
