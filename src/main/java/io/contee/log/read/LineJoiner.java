package io.contee.log.read;

import io.contee.log.format.LogRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Joins the records of each line. In a line of more than {@value #MAX_LINE} bytes each record stays separate. */
final class LineJoiner {

    static final int MAX_LINE = 1 << 20;

    /** The cost of a record in addition to its bytes, which limits a line of many small parts, too. */
    static final int PART_BYTES = 64;

    private final List<LogRecord> parts = new ArrayList<>();
    private int size;
    private boolean endless;

    boolean isEmpty() {
        return parts.isEmpty();
    }

    /** Adds the next record; returns the line that ends with it, and one before it that has no end. */
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

    /** Ends and returns the open line; empty if there is none. */
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
