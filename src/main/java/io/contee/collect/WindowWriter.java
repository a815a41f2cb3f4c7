package io.contee.collect;

import io.contee.log.AtomicFile;
import io.contee.log.format.LogRecord;
import io.contee.log.format.Notice;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/** Writes the file of one window, under a temporary name until it is complete. */
final class WindowWriter implements Closeable {

    private static final int BUFFER = 64 << 10;

    private final Path file;
    private final FileChannel disk;
    private final OutputStream out;
    private final boolean timestamps;
    private boolean lineBegins = true;
    private boolean complete;

    /**
     * Creates the file. If a file of that name exists, as for a window that was split in two, its content comes first.
     *
     * @param timestamps whether each line begins with its time
     */
    WindowWriter(Path file, boolean gzip, boolean timestamps) throws IOException {
        this.file = file;
        this.timestamps = timestamps;
        this.disk = AtomicFile.create(unfinished(file), WindowFiles.MODE);
        try {
            OutputStream buffered = new BufferedOutputStream(Channels.newOutputStream(disk), BUFFER);
            if (Files.exists(file)) {
                Files.copy(file, buffered);
            }
            this.out = gzip ? new GZIPOutputStream(buffered, BUFFER) : buffered;
        } catch (IOException e) {
            try (disk) {
                throw e;
            }
        }
    }

    /** Returns the name of a file before it is complete. */
    static Path unfinished(Path file) {
        return AtomicFile.beside(file);
    }

    void write(LogRecord record) throws IOException {
        if (timestamps && lineBegins && record.hasTime()) {
            if (record.holdsReturnsAlone()) {
                return; // the end of the previous line
            }
            out.write((record.timestamp() + " ").getBytes(StandardCharsets.US_ASCII));
            out.write(record.withoutLeadingReturns());
        } else {
            record.writeTo(out);
        }
        lineBegins = !record.partial();
    }

    /** Writes a line of contee's own. */
    void report(String notice) throws IOException {
        out.write(new Notice(notice).inText(lineBegins));
        lineBegins = true;
    }

    /** Completes the file, which is on disk when this returns and only has to be renamed. */
    void complete() throws IOException {
        if (out instanceof GZIPOutputStream gzip) {
            gzip.finish();
        }
        out.flush();
        disk.force(true);
        out.close();
        complete = true;
    }

    /** Renames a complete file, if that has not been done yet. */
    static void name(Path file) throws IOException {
        Path unfinished = unfinished(file);
        if (Files.exists(unfinished)) {
            AtomicFile.rename(unfinished, file);
        }
    }

    /** Removes the file if it is not complete. */
    @Override
    public void close() throws IOException {
        if (!complete) {
            try (disk) {
                Files.deleteIfExists(unfinished(file));
            }
        }
    }
}
