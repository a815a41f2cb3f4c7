package io.contee.it;

import static org.assertj.core.api.Assertions.fail;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Compares long outputs, and shows where they part. */
final class Bytes {

    private static final int SHOWN = 120;

    private Bytes() {}

    static void assertSame(String what, byte[] actual, byte[] expected) {
        int at = Arrays.mismatch(actual, expected);
        if (at >= 0) {
            fail(
                    "%s: %d bytes instead of %d, differing from %d on:%nis        %s%nshould be %s",
                    what, actual.length, expected.length, at, excerpt(actual, at), excerpt(expected, at));
        }
    }

    static void assertSame(String what, String actual, String expected) {
        assertSame(what, actual.getBytes(StandardCharsets.UTF_8), expected.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Compares what contee logged with what virtlogd did. QEMU logs a byte again when it offers it again to a socket
     * that was full (qemu_chr_write_buffer in chardev/char.c), so virtlogd may have a byte more than once.
     *
     * @param slack how many last bytes may have reached one of the two alone, as QEMU was killed meanwhile
     */
    static void assertWitnessed(byte[] raw, byte[] witness, int slack) {
        int i = 0;
        int j = 0;
        while (i < raw.length && j < witness.length) {
            if (raw[i] == witness[j]) {
                i++;
            } else if (i == 0 || raw[i - 1] != witness[j]) {
                break;
            }
            j++;
        }
        while (i > 0 && j < witness.length && witness[j] == raw[i - 1]) {
            j++;
        }
        if (raw.length - i > slack || witness.length - j > slack) {
            fail(
                    "raw log of %d bytes and virtlogd's of %d part at %d and %d:%nraw log    %s%nvirtlogd's %s",
                    raw.length, witness.length, i, j, excerpt(raw, i), excerpt(witness, j));
        }
    }

    /** As Java and contee decode it: what is no UTF-8 is replaced. */
    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static String excerpt(byte[] bytes, int at) {
        int from = Math.max(0, at - SHOWN / 2);
        int to = Math.min(bytes.length, from + SHOWN);
        return text(Arrays.copyOfRange(bytes, from, Math.max(from, to)))
                .replace("\r", "\\r")
                .replace("\n", "\\n");
    }
}
