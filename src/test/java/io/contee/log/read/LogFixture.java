package io.contee.log.read;

import io.contee.log.format.LogRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPOutputStream;

/** A log's files as others write them, record by record, without contee's own encoders. */
public final class LogFixture {

    /** A format, written as its definition says. */
    enum Format {
        JSON {
            @Override
            byte[] record(Instant time, String content) {
                return ("{\"log\":\""
                                + content.replace("\\", "\\\\")
                                        .replace("\"", "\\\"")
                                        .replace("\n", "\\n") + "\",\"stream\":\"stdout\",\"time\":\"" + time + "\"}\n")
                        .getBytes(StandardCharsets.UTF_8);
            }
        },
        CRI {
            @Override
            byte[] record(Instant time, String content) {
                boolean full = content.endsWith("\n");
                return (time + " stdout " + (full ? "F " : "P ") + content + (full ? "" : "\n"))
                        .getBytes(StandardCharsets.UTF_8);
            }
        },
        IOLOG {
            @Override
            byte[] record(Instant time, String content) {
                byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
                byte[] header = ByteBuffer.allocate(10)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(time.getEpochSecond() * 1_000_000_000 + time.getNano())
                        .putShort((short) (bytes.length << 4))
                        .array();
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                out.writeBytes(Base64.getEncoder().encode(header));
                out.writeBytes(bytes);
                return out.toByteArray();
            }
        };

        abstract byte[] record(Instant time, String content);
    }

    /** What was written, to compare with. */
    record Written(Instant time, String content) {}

    final Path log;
    final Format format;
    final List<Written> written = new ArrayList<>();
    private int stamps;

    LogFixture(Path log, Format format) {
        this.log = log;
        this.format = format;
    }

    void write(Instant time, String content) {
        append(format.record(time, content));
        written.add(new Written(time, content));
    }

    void append(byte[] bytes) {
        try (OutputStream out = Files.newOutputStream(log, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Renames the current file as the kubelet does. */
    Path rotate() throws IOException {
        return Files.move(log, log.resolveSibling("%s.20261121-%06d".formatted(log.getFileName(), stamps++)));
    }

    public static Path compress(Path file) throws IOException {
        Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(temporary))) {
            Files.copy(file, out);
        }
        Path compressed = file.resolveSibling(file.getFileName() + ".gz");
        Files.move(temporary, compressed);
        Files.delete(file);
        return compressed;
    }

    static List<LogRecord> rest(LogReader reader) throws IOException {
        List<LogRecord> records = new ArrayList<>();
        for (Optional<LogRecord> record = reader.next(); record.isPresent(); record = reader.next()) {
            records.add(record.get());
        }
        return records;
    }

    static String text(List<LogRecord> records) {
        StringBuilder text = new StringBuilder();
        records.forEach(record -> text.append(record.text()));
        return text.toString();
    }

    String read(ReadOptions options) throws IOException {
        try (LogReader reader = LogReader.open(log, options)) {
            return text(rest(reader));
        }
    }

    /** The next records until one of them ends in a text. */
    static String readTo(LogReader reader, String end) throws IOException {
        return readTo(reader, end, new AtomicLong());
    }

    /** The same, counting the characters that were read so far. */
    static String readTo(LogReader reader, String end, AtomicLong read) throws IOException {
        StringBuilder text = new StringBuilder();
        while (text.length() < end.length()
                || !text.substring(text.length() - end.length()).equals(end)) {
            Optional<LogRecord> record = reader.next();
            if (record.isEmpty()) {
                throw new AssertionError("the log ends without '" + end + "', after " + text.length() + " characters");
            }
            text.append(record.get().text());
            read.set(text.length());
        }
        return text.toString();
    }
}
