package io.contee.log;

import io.contee.model.LineEnd;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What a test looks at in a log's directory. */
record LogDirectory(Path path) {

    List<String> names() {
        try (Stream<Path> files = Files.list(path)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long sum() {
        return names().stream().mapToLong(this::size).sum();
    }

    long size(String name) {
        try {
            return Files.size(path.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    byte[] bytes(String name) {
        try {
            return Files.readAllBytes(path.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String text(String name) {
        return new String(bytes(name), StandardCharsets.UTF_8);
    }

    /** The records of one file, all of which must be whole. */
    List<LogRecord> records(String name, RecordFormat format) {
        return Encoding.records(format, bytes(name));
    }

    /** The records of one file of the json-file format, all of which must be whole. */
    List<LogRecord> records(String name) {
        return records(name, new JsonFileFormat(LineEnd.KEEP));
    }
}
