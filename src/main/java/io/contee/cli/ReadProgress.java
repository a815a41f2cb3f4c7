package io.contee.cli;

import io.contee.log.format.LogRecord;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.LongSupplier;

/** Shows on a terminal how far a long reading has come, on one line that is overwritten, and erased at the end. */
final class ReadProgress {

    private static final long INTERVAL_NANOS = 500_000_000;
    private static final String CLEAR = "\r\u001b[K";

    private final PrintWriter terminal;
    private final LongSupplier nanoTime;
    private long next;
    private long bytes;
    private boolean shown;

    ReadProgress(PrintWriter terminal, LongSupplier nanoTime) {
        this.terminal = terminal;
        this.nanoTime = nanoTime;
        this.next = nanoTime.getAsLong() + INTERVAL_NANOS;
    }

    /** Counts a record that was printed. */
    void add(LogRecord record) {
        bytes += record.size();
        if (nanoTime.getAsLong() - next >= 0) {
            next = nanoTime.getAsLong() + INTERVAL_NANOS;
            String size = String.format(Locale.ROOT, "%.1f MiB", bytes / (double) (1 << 20));
            terminal.print(CLEAR + "contee: " + size + (record.hasTime() ? ", up to " + record.time() : ""));
            terminal.flush();
            shown = true;
        }
    }

    /** Makes room for something else. */
    void clear() {
        if (shown) {
            terminal.print(CLEAR);
            terminal.flush();
            shown = false;
        }
    }
}
