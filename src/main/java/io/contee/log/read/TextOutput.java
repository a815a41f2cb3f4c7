package io.contee.log.read;

import io.contee.log.format.LogRecord;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Writes records as the guest printed them, with the time before each line on request. */
final class TextOutput implements RecordOutput {

    private final OutputStream out;
    private final boolean timestamps;
    private boolean lineBegins = true;

    TextOutput(OutputStream out, boolean timestamps) {
        this.out = out;
        this.timestamps = timestamps;
    }

    @Override
    public void write(LogRecord record, Cursor cursor) throws IOException {
        if (timestamps && lineBegins && record.hasTime()) {
            if (record.holdsReturnsAlone()) {
                return; // the end of the previous line
            }
            out.write((record.timestamp() + " ").getBytes(StandardCharsets.US_ASCII));
            out.write(record.withoutLeadingReturns()); // otherwise it would overwrite its time on a terminal
        } else {
            record.writeTo(out);
        }
        lineBegins = !record.partial();
    }

    /** Ignores notices, for which bytes have no place. */
    @Override
    public void report(String notice) {}

    @Override
    public void flush() throws IOException {
        out.flush();
    }
}
