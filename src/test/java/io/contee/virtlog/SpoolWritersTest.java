package io.contee.virtlog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolWritersTest {

    private final Path directory;
    private final SpoolWriters writers = new SpoolWriters(() -> 0);

    SpoolWritersTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void aSpoolIsWrittenWhileAProcessHasItOpenForWriting() throws IOException {
        Path spool = directory.toRealPath().resolve("serial0.log");
        try (OutputStream writer = Files.newOutputStream(spool)) {
            writer.write('x');
            assertThat(writers.isWritten(spool)).isTrue();
        }
        assertThat(writers.isWritten(spool)).isFalse();
    }

    @Test
    void aReaderIsNoWriter() throws IOException {
        Path spool = Files.createFile(directory.toRealPath().resolve("serial0.log"));
        try (InputStream reader = Files.newInputStream(spool)) {
            assertThat(reader.read()).isEqualTo(-1);
            assertThat(writers.isWritten(spool)).isFalse();
        }
    }
}
