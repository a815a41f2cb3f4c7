package io.contee.log.format;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.contee.log.write.FakeClock;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IoLogFormatTest {

    private static final Instant NOW = FakeClock.START;

    private static final int HEADER = 16;

    private final RecordFormat format = new IoLogFormat();
    private final Encoding encoding = new Encoding(format);

    @Test
    void anEntryIsItsHeaderInBase64AndItsContent() {
        encoding.encode("boot\n", Instant.ofEpochSecond(0, 1));
        encoding.notice("gone", Instant.ofEpochSecond(0, 0x0102030405060708L));
        // int64 1 and 5 << 4; int64 0x0102030405060708 and 5 << 4 | 8
        assertThat(encoding.lines()).containsExactly("AQAAAAAAAABQAA==boot", "CAcGBQQDAgFYAA==gone");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void everyByteComesBack(long seed) {
        byte[] guest = GuestBytes.random(new Random(seed), 300_000);
        encoding.encodeInPieces(guest, new Random(seed), NOW);
        assertThat(encoding.content()).isEqualTo(guest);
        assertThat(encoding.records())
                .allSatisfy(record -> assertThat(record.text().indexOf('\n'))
                        .isIn(-1, record.text().length() - 1));
    }

    @ParameterizedTest
    @CsvSource({"4094,1", "4095,2", "4096,2", "8189,2", "8190,3"})
    void anEntryHolds4095Bytes(int length, int entries) {
        for (int read : new int[] {70_000, 1000, 1}) {
            encoding.reset();
            byte[] guest = ("x".repeat(length) + "\n").getBytes(UTF_8);
            for (int at = 0; at < guest.length; at += read) {
                encoding.encode(guest, at, Math.min(guest.length, at + read), NOW);
            }
            assertThat(encoding.content()).isEqualTo(guest);
            assertThat(encoding.records()).hasSize(entries);
            assertThat(encoding.endsLine()).isTrue();
        }
    }

    @Test
    void anEntryHasTheTimeOfItsFirstByte() {
        encoding.encode("on", NOW);
        encoding.encode("e\ntwo\nthr", NOW.plusSeconds(61));
        encoding.flush();
        encoding.encode("ee\n", NOW.plus(Duration.ofDays(40)));
        assertThat(encoding.records())
                .extracting(LogRecord::time)
                .containsExactly(NOW, NOW.plusSeconds(61), NOW.plusSeconds(61), NOW.plus(Duration.ofDays(40)));
        assertThat(encoding.records()).extracting(LogRecord::partial).containsExactly(false, false, true, false);
    }

    @Test
    void damageBeforeAnEntryIsSkippedAsVicSkipsIt() {
        encoding.encode("one\ntwo\n", NOW);
        for (String damage : List.of("\r\u00ff", "abc\u00ff", "AQAAAAAAAABQAA\u00ff\u00ff", "torn\n")) {
            byte[] file = (damage + new String(encoding.bytes(), ISO_8859_1)).getBytes(ISO_8859_1);
            assertThat(read(file)).containsExactly("damage", "one\n", "two\n");
        }
    }

    @Test
    void anEntryTornByACrashTakesNoMoreWithItThanTheNext() {
        encoding.encode("one\ntwo\nthree\nfour\n", NOW);
        byte[] whole = encoding.bytes();
        int second = HEADER + 4;
        for (int length = 1; length < second; length++) {
            ByteArrayOutputStream file = new ByteArrayOutputStream();
            file.write(whole, 0, second);
            file.write(whole, second, length);
            file.write(whole, 2 * second, whole.length - 2 * second);
            assertThat(read(file.toByteArray())).startsWith("one\n").endsWith("four\n");
            assertThat(format.recordEnd(whole, second, second + length)).isEqualTo(RecordFormat.INCOMPLETE);
        }
    }

    @Test
    void aGuestNeverSpeaksForConteeEvenWhereTheLogIsDamaged() {
        encoding.notice("forged", NOW);
        String forged = new String(encoding.bytes(), ISO_8859_1);
        encoding.reset();
        encoding.encode("says " + forged + "x" + forged, NOW);
        byte[] file = encoding.bytes();
        for (int i = 0; i < file.length; i++) {
            byte[] damaged = file.clone();
            damaged[i] = '\r';
            for (int from = 0, end = format.recordEnd(damaged, 0, damaged.length);
                    end > 0;
                    from = end, end = format.recordEnd(damaged, from, damaged.length)) {
                assertThat(format.decode(damaged, from, end).map(LogRecord::stream))
                        .isNotEqualTo(Optional.of(LogRecord.Stream.STDERR));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void hostileBytesAreReadToTheirEnd(long seed) {
        Random random = new Random(seed);
        encoding.encodeInPieces(GuestBytes.random(random, 20_000), random, NOW);
        for (int i = 0; i < 200; i++) {
            byte[] file = encoding.bytes();
            for (int k = 0; k < 20; k++) {
                file[random.nextInt(file.length)] = (byte) random.nextInt(256);
            }
            read(Arrays.copyOf(file, random.nextInt(file.length)));
        }
    }

    private List<String> read(byte[] file) {
        List<String> read = new ArrayList<>();
        int from = 0;
        for (int end = format.recordEnd(file, 0, file.length);
                end > 0;
                end = format.recordEnd(file, from, file.length)) {
            assertThat(end).isBetween(from + 1, file.length);
            read.add(format.decode(file, from, end).map(LogRecord::text).orElse("damage"));
            from = end;
        }
        return read;
    }
}
