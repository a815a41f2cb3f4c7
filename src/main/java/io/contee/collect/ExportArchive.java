package io.contee.collect;

import io.contee.log.AtomicFile;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * The archive of an export while it is written, and what its manifest says of it. One thread uses it. Content is written to a temporary file first, as its size precedes it in the
 * archive.
 */
final class ExportArchive implements AutoCloseable {

    private static final int FILE_MODE = 0644;

    interface Content {
        void writeTo(OutputStream stream) throws IOException;
    }

    private final String top;
    private final Path aside;
    private final OutputStream disk;
    private final TarArchiveOutputStream tar;
    private final Consumer<LogExport.Progress> progress;
    private final List<String> missing = new ArrayList<>();
    private final Map<String, List<String>> redacted = new LinkedHashMap<>();
    private int files;
    private long bytes;

    ExportArchive(String top, Path file, Consumer<LogExport.Progress> progress) throws IOException {
        this.top = top;
        this.aside = file.resolveSibling(file.getFileName() + ".entry");
        this.disk = Channels.newOutputStream(AtomicFile.create(file, AtomicFile.PRIVATE));
        this.tar = new TarArchiveOutputStream(
                new GZIPOutputStream(new BufferedOutputStream(disk)), StandardCharsets.UTF_8.name());
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
        this.progress = progress;
    }

    void add(String name, Content content) throws IOException {
        try (OutputStream stream =
                new BufferedOutputStream(Channels.newOutputStream(AtomicFile.create(aside, AtomicFile.PRIVATE)))) {
            content.writeTo(stream);
        }
        add(name, aside);
    }

    void add(String name, Path content) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(top + "/" + name);
        entry.setSize(Files.size(content));
        entry.setMode(FILE_MODE);
        entry.setModTime(Files.getLastModifiedTime(content));
        tar.putArchiveEntry(entry);
        Files.copy(content, tar);
        tar.closeArchiveEntry();
        files++;
        bytes += entry.getSize();
        progress.accept(new LogExport.Progress(name, bytes));
    }

    /** Records the places that were redacted in a file. */
    void note(String name, List<String> places) {
        if (!places.isEmpty()) {
            redacted.put(name, places);
        }
    }

    /** Records what was not available, in a line. */
    void addMissing(String note) {
        missing.add(note);
    }

    /** Returns what was not available, each in a line. */
    List<String> missing() {
        return missing;
    }

    /** Returns the redacted places of each file. */
    Map<String, List<String>> redacted() {
        return redacted;
    }

    /** Returns the number of packed files. */
    int files() {
        return files;
    }

    /** Returns the size of the packed files in bytes. */
    long bytes() {
        return bytes;
    }

    void complete() throws IOException {
        tar.close();
    }

    @Override
    public void close() throws IOException {
        try (disk) { // not the tar, which fails if it is incomplete
            Files.deleteIfExists(aside);
        }
    }
}
