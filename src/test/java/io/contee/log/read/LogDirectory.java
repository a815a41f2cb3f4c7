package io.contee.log.read;

import io.contee.log.format.Encoding;
import io.contee.log.format.Formats;
import io.contee.log.format.LogRecord;
import io.contee.log.format.RecordFormat;
import io.contee.model.LineEnd;
import io.contee.model.LogFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What a test looks at in a log's directory. */
public record LogDirectory(Path path) {

    public List<String> names() {
        try (Stream<Path> files = Files.list(path)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public long sum() {
        return names().stream().mapToLong(this::size).sum();
    }

    public long size(String name) {
        try {
            return Files.size(path.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public byte[] bytes(String name) {
        try {
            return Files.readAllBytes(path.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String text(String name) {
        return new String(bytes(name), StandardCharsets.UTF_8);
    }

    /** The records of one file, all of which must be whole. */
    public List<LogRecord> records(String name, RecordFormat format) {
        return Encoding.records(format, bytes(name));
    }

    /** The records of one file of the json-file format, all of which must be whole. */
    public List<LogRecord> records(String name) {
        return records(name, Formats.of(LogFormat.JSON, LineEnd.KEEP));
    }
}
