package io.contee.log.format;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.contee.log.write.FakeClock;
import io.contee.model.LineEnd;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Decodes any bytes as each format: whatever a file holds, its reading goes on and ends. */
class DecoderFuzz {

    private static final int FORMATS = 5;

    /** Files of each format, which the fuzzer damages; the first byte tells which format they are read as. */
    static Stream<byte[]> seeds() {
        return Stream.of(1, 2, 3, 4).flatMap(seed -> Stream.of(0, 1, 2).map(format -> {
            Encoding encoding = new Encoding((RecordFormat) decoder(format));
            encoding.encodeInPieces(GuestBytes.random(new Random(seed), 100 * seed), new Random(seed), FakeClock.START);
            byte[] file = encoding.bytes();
            byte[] input = new byte[file.length + 1];
            input[0] = format.byteValue();
            System.arraycopy(file, 0, input, 1, file.length);
            return input;
        }));
    }

    private static RecordDecoder decoder(int which) {
        return switch (which) {
            case 0 -> new JsonFileFormat(LineEnd.KEEP);
            case 1 -> new CriFormat(LineEnd.KEEP);
            case 2 -> new IoLogFormat();
            case 3 -> new DetectedFormat();
            default -> new RawLines();
        };
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "8s")
    void anyFile(byte[] input) {
        if (input.length == 0) {
            return;
        }
        int which = (input[0] & 0xFF) % FORMATS;
        byte[] file = Arrays.copyOfRange(input, 1, input.length);
        RecordDecoder decoder = decoder(which);
        int from = 0;
        for (int end = decoder.recordEnd(file, 0, file.length);
                end != RecordDecoder.INCOMPLETE;
                end = decoder.recordEnd(file, from, file.length)) {
            assertThat(end).isBetween(from + 1, file.length);
            Optional<LogRecord> record = decoder.decode(file, from, end);
            byte[] piece = Arrays.copyOfRange(file, from, end);
            if (which != 3) { // the place in an array means nothing
                assertThat(decoder(which).decode(piece, 0, piece.length).map(DecoderFuzz::shown))
                        .isEqualTo(record.map(DecoderFuzz::shown));
            }
            record.ifPresent(read -> check(read, piece));
            from = end;
        }
        if (which < 3) {
            encodesAndDecodes((RecordFormat) decoder(which), file);
        }
    }

    private static void check(LogRecord record, byte[] piece) {
        assertThat(record.size()).isLessThanOrEqualTo(3 * piece.length); // U+FFFD is three bytes
        String text = new String(record.content(), java.nio.charset.StandardCharsets.ISO_8859_1);
        assertThat(record.partial()).isEqualTo(!text.endsWith("\n"));
        if (record.hasTime()) {
            assertThat(record.timestamp()).endsWith("Z");
        }
    }

    private static List<Object> shown(LogRecord record) {
        return List.of(record.time(), record.stream(), Arrays.hashCode(record.content()));
    }

    private static void encodesAndDecodes(RecordFormat format, byte[] guest) {
        Encoding encoding = new Encoding(format);
        encoding.encode(guest, 0, guest.length, FakeClock.START);
        encoding.finish();
        if (format instanceof JsonFileFormat) {
            assertThat(encoding.text()).isEqualTo(GuestBytes.decoded(guest));
        } else {
            assertThat(encoding.content()).isEqualTo(guest);
        }
    }
}
