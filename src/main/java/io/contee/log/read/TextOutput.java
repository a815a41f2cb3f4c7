package io.contee.log.read;

import io.contee.log.format.LogRecord;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Writes records as the guest printed them, with the time before each line where that is asked for. */
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
                return; // the end of the line before
            }
            out.write((record.timestamp() + " ").getBytes(StandardCharsets.US_ASCII));
            out.write(record.withoutLeadingReturns()); // or it would be shown over its time
        } else {
            record.writeTo(out);
        }
        lineBegins = !record.partial();
    }

    /** Bytes have no place for notices. */
    @Override
    public void tell(String notice) {}

    @Override
    public void flush() throws IOException {
        out.flush();
    }
}
