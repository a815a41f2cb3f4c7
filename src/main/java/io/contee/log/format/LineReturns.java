package io.contee.log.format;

/**
 * The carriage returns that belong to a line's end: up to two before its line feed, as a tty adds one to the CR LF that
 * systemd writes, and one after a line feed that has none before it, as GRUB and OVMF's loaders end lines.
 */
final class LineReturns {

    private static final int MOST = 2;

    private LineReturns() {}

    /**
     * Counts the returns right before {@code end} that belong to the line's end, in a line of {@code content} bytes.
     */
    static int before(byte[] in, int end, int content) {
        int most = Math.min(MOST, content);
        int count = 0;
        while (count < most && in[end - 1 - count] == '\r') {
            count++;
        }
        return count;
    }
}
