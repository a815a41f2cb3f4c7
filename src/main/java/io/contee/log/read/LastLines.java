package io.contee.log.read;

import io.contee.log.format.LogRecord;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The last lines of a file that can only be read forwards, as it is compressed: of those that the filter accepts, the
 * places of as many as are wanted, and the line that is open at its end. Apart from the scan, which goes backwards. One
 * thread uses it.
 */
final class LastLines {

    private final LineFilter filter;
    private final int wanted;
    private final Deque<LogPlace> lines = new ArrayDeque<>();
    private final List<LogRecord> parts = new ArrayList<>();
    private final List<LogPlace> starts = new ArrayList<>();
    private int bytes;

    /** True if the open line is so long that its records count instead. */
    private boolean tooLong;

    /** @param wanted the largest number of lines */
    LastLines(LineFilter filter, int wanted) {
        this.filter = filter;
        this.wanted = wanted;
    }

    /** Adds the next record. */
    void add(LogRecord record, LogPlace start) {
        if (!parts.isEmpty() && parts.get(0).stream() != record.stream()) {
            endLine();
            bytes = 0;
        }
        parts.add(record);
        starts.add(start);
        bytes += record.size() + LineJoiner.PART_BYTES;
        tooLong |= bytes > LineJoiner.MAX_LINE;
        if (tooLong) {
            for (int i = 0; i < parts.size(); i++) {
                add(filter.accepts(parts.get(i)), starts.get(i));
            }
            parts.clear();
            starts.clear();
        } else if (!record.partial()) {
            endLine();
        }
        if (!record.partial()) {
            tooLong = false;
            bytes = 0;
        }
    }

    private void endLine() {
        add(filter.accepts(filter.reads() ? LogRecord.join(parts) : parts.get(0)), starts.get(0));
        parts.clear();
        starts.clear();
    }

    private void add(boolean accepted, LogPlace start) {
        if (accepted) {
            lines.addLast(start);
            if (lines.size() > wanted) {
                lines.removeFirst();
            }
        }
    }

    /** Returns the records of the line that is open at the end. */
    List<LogRecord> parts() {
        return parts;
    }

    /** Returns the places where {@link #parts} begin. */
    List<LogPlace> starts() {
        return starts;
    }

    /** Returns the places of the last ended lines, the oldest first; the caller may remove them. */
    Deque<LogPlace> lines() {
        return lines;
    }
}
