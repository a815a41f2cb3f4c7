package io.contee.log.read;

import io.contee.log.format.LogRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Joins the records of each line. Of a line of more than {@value #MAX_LINE} bytes each record stands for itself. */
final class LineJoiner {

    static final int MAX_LINE = 1 << 20;

    /** What a record costs besides its bytes, so that a line of many small parts has a limit, too. */
    static final int PART_BYTES = 64;

    private final List<LogRecord> parts = new ArrayList<>();
    private int size;
    private boolean endless;

    boolean isEmpty() {
        return parts.isEmpty();
    }

    /** Takes the next record; gives the line that ends with it, and one that ends before it for want of its end. */
    List<LogRecord> add(LogRecord record) {
        List<LogRecord> lines = new ArrayList<>();
        if (!parts.isEmpty() && parts.get(0).stream() != record.stream()) {
            end().ifPresent(lines::add);
        }
        parts.add(record);
        size += record.size() + PART_BYTES;
        endless |= size > MAX_LINE;
        if (endless) {
            lines.addAll(parts);
            clear();
            endless = record.partial();
        } else if (!record.partial()) {
            end().ifPresent(lines::add);
        }
        return lines;
    }

    /** Ends the line where it is; empty if there is none. */
    Optional<LogRecord> end() {
        endless = false;
        if (parts.isEmpty()) {
            return Optional.empty();
        }
        LogRecord line = LogRecord.join(parts);
        clear();
        return Optional.of(line);
    }

    private void clear() {
        parts.clear();
        size = 0;
    }
}
