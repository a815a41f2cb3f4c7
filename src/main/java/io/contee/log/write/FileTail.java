package io.contee.log.write;

import io.contee.log.format.LogRecord;
import io.contee.log.format.RecordFormat;
import java.util.Optional;

/**
 * The end of a file of records, as a writer finds it that continues in the file: apart from the log, as it is read once
 * and never changes.
 *
 * @param last the last whole record; empty if it is damaged
 * @param torn the number of bytes after it, which a crash tore
 */
record FileTail(Optional<LogRecord> last, int torn) {

    /**
     * Looks for whole records in the last bytes of a file.
     *
     * @param isWhole whether these are all bytes of the file
     * @param isLongest whether no more bytes are read: a record may then begin anywhere in them
     * @return empty if there is no whole record
     */
    static Optional<FileTail> read(RecordFormat format, byte[] tail, boolean isWhole, boolean isLongest) {
        int start = isWhole ? 0 : lineStart(tail);
        if (start == tail.length && isLongest) {
            start = 0; // records without a line end; the format finds the first one
        }
        int last = start;
        int end = start;
        int next = format.recordEnd(tail, start, tail.length);
        while (next > 0) {
            last = end;
            end = next;
            next = format.recordEnd(tail, end, tail.length);
        }
        return end == start
                ? Optional.empty()
                : Optional.of(new FileTail(format.decode(tail, last, end), tail.length - end));
    }

    private static int lineStart(byte[] tail) {
        int start = 0;
        while (start < tail.length && (start == 0 || tail[start - 1] != '\n')) {
            start++;
        }
        return start;
    }
}
