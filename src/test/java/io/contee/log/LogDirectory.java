package io.contee.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
    List<LogRecord> records(String name) {
        List<LogRecord> records = new ArrayList<>();
        byte[] bytes = bytes(name);
        int from = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                records.add(new JsonFileFormat().decode(bytes, from, i + 1).orElseThrow());
                from = i + 1;
            }
        }
        if (from < bytes.length) {
            throw new AssertionError(name + " ends in a torn record");
        }
        return records;
    }
}
