package io.contee.collect;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.contee.log.RotatedNames;
import io.contee.model.ConteeException;
import io.contee.model.Layout.DataDir;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The table of memory figures: {@code mem-stats.csv} (RFC 4180) with a header, and a limited number of older files,
 * {@code .0} the newest. Rows are whole: a row that a crash or a full disk tore is cut off. Any thread may call it.
 */
public final class MemoryTable implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(MemoryTable.class);
    private static final int TAIL = 64 << 10;

    private final Path dataDir;
    private final Path file;
    private final long maxBytes;
    private final int maxFiles;

    @GuardedBy("this")
    private @Nullable FileChannel channel;

    @GuardedBy("this")
    private long size;

    /**
     * Makes a table; its file is opened when it is first needed.
     *
     * @param maxBytes the size that a file is rotated before it exceeds
     * @param maxFiles the number of older files that are kept
     */
    MemoryTable(Path dataDir, long maxBytes, int maxFiles) {
        this.dataDir = dataDir;
        this.file = new DataDir(dataDir).memory();
        this.maxBytes = maxBytes;
        this.maxFiles = maxFiles;
    }

    /**
     * Adds rows.
     *
     * @throws IOException if they cannot be written; then none of them is
     */
    synchronized void append(List<MemoryRow> rows) throws IOException {
        byte[] text = text(rows.stream().map(MemoryRow::values).toList());
        FileChannel opened = opened();
        if (size + text.length > maxBytes && size > header().length) {
            opened.close();
            channel = null;
            rotate();
            opened = opened();
        }
        write(opened, text);
    }

    static byte[] header() throws IOException {
        return text(List.of(MemoryRow.HEADER));
    }

    private static byte[] text(List<? extends List<?>> rows) throws IOException {
        StringBuilder text = new StringBuilder();
        try (CSVPrinter printer = new CSVPrinter(text, CSVFormat.RFC4180)) {
            printer.printRecords(rows);
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    @GuardedBy("this")
    private FileChannel opened() throws IOException {
        FileChannel current = channel;
        if (current != null) {
            return current;
        }
        FileChannel fresh = FileChannel.open(
                file,
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS);
        if (!hasHeader(fresh)) { // from another version, or not a table at all
            fresh.close();
            rotate();
            return opened();
        }
        try {
            size = wholeRows(fresh);
            fresh.truncate(size);
            if (size == 0) {
                write(fresh, header());
            }
        } catch (IOException e) {
            try (fresh) {
                throw e;
            }
        }
        channel = fresh;
        return fresh;
    }

    /** Returns whether a file begins with the header, or with the part of it that was written before a crash. */
    private static boolean hasHeader(FileChannel table) throws IOException {
        byte[] header = header();
        ByteBuffer begin = ByteBuffer.allocate((int) Math.min(header.length, table.size()));
        while (begin.hasRemaining() && table.read(begin, begin.position()) > 0) {}
        return Arrays.equals(begin.array(), Arrays.copyOf(header, begin.capacity()));
    }

    /** Returns the end of the last whole row. */
    static long wholeRows(FileChannel table) throws IOException {
        long end = table.size();
        while (end > 0) {
            long from = Math.max(0, end - TAIL);
            ByteBuffer tail = ByteBuffer.allocate((int) (end - from));
            while (tail.hasRemaining() && table.read(tail, from + tail.position()) > 0) {}
            for (int i = tail.position() - 1; i >= 0; i--) {
                if (tail.get(i) == '\n') {
                    return from + i + 1;
                }
            }
            end = from;
        }
        return 0;
    }

    @GuardedBy("this")
    private void write(FileChannel to, byte[] text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text);
        try {
            while (bytes.hasRemaining()) {
                to.write(bytes, size + bytes.position());
            }
            size += text.length;
        } catch (IOException e) {
            to.truncate(size);
            throw e;
        }
    }

    private void rotate() throws IOException {
        Files.deleteIfExists(maxFiles == 0 ? file : older(maxFiles - 1));
        for (int i = maxFiles - 2; i >= 0; i--) {
            if (Files.exists(older(i))) {
                Files.move(older(i), older(i + 1));
            }
        }
        if (maxFiles > 0) {
            Files.move(file, older(0));
        }
    }

    private Path older(int number) {
        return new RotatedNames(file).numbered(number);
    }

    /**
     * Returns a snapshot of the table.
     *
     * @throws ConteeException if it cannot be read
     */
    public synchronized MemorySnapshot snapshot() {
        return read(dataDir);
    }

    /**
     * Returns a snapshot of a directory's table, which another process may write.
     *
     * @throws ConteeException if it cannot be read
     */
    static MemorySnapshot read(Path dataDir) {
        List<FileChannel> files = new ArrayList<>();
        try {
            for (Path path : newestFirst(dataDir)) {
                FileChannel opened = FileChannel.open(path, StandardOpenOption.READ);
                files.add(0, opened);
                if (!hasHeader(opened)) {
                    opened.close();
                    files.remove(0);
                }
            }
            return new MemorySnapshot(files);
        } catch (IOException e) {
            for (FileChannel opened : files) {
                try (opened) {
                    LOG.debug("closing {}", dataDir);
                } catch (IOException suppressed) {
                    e.addSuppressed(suppressed);
                }
            }
            throw new ConteeException("cannot read " + new DataDir(dataDir).memory() + ": " + DataFailure.reason(e), e);
        }
    }

    private static List<Path> newestFirst(Path dataDir) {
        Path table = new DataDir(dataDir).memory();
        RotatedNames names = new RotatedNames(table);
        List<Path> files = new ArrayList<>();
        files.add(table);
        for (int i = 0; Files.exists(names.numbered(i)); i++) {
            files.add(names.numbered(i));
        }
        files.removeIf(path -> !Files.exists(path));
        return files;
    }

    @Override
    public synchronized void close() {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            throw new ConteeException("cannot close " + file + ": " + ConteeException.reason(e), e);
        }
    }
}
