package io.contee.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.contee.log.read.LogFixture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class LogFilesTest {

    private static final int OLD = 200;

    private final Path log;
    private final LogFiles files;

    LogFilesTest(@TempDir Path temp) throws IOException {
        log = Files.createFile(temp.resolve("0.log"));
        files = new LogFiles(List.of(log));
    }

    private Path old(int number) throws IOException {
        return Files.writeString(log.resolveSibling("0.log.20261121-%06d".formatted(number)), "a line\n");
    }

    @Test
    void everyFileIsFoundWhileOthersAreCompressed() throws Exception {
        for (int i = 0; i < OLD; i++) {
            old(i);
        }
        CompletableFuture<Void> compressing = CompletableFuture.runAsync(() -> {
            try {
                for (int i = 0; i < OLD; i++) {
                    LogFixture.compress(log.resolveSibling("0.log.20261121-%06d".formatted(i)));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        do {
            assertThat(files.list()).hasSize(OLD + 1);
        } while (!compressing.isDone());
        compressing.get();
        assertThat(files.list().stream().filter(LogFiles.Entry::compressed)).hasSize(OLD);
    }

    @Test
    @Timeout(60)
    void whatIsNoFileIsLeftOut() throws IOException {
        Files.createDirectory(log.resolveSibling("0.log.20261121-000007"));
        Files.createSymbolicLink(log.resolveSibling("0.log.20261121-000008"), log.resolveSibling("nowhere"));
        Path kept = old(9);
        assertThat(files.list().stream().map(LogFiles.Entry::path)).containsExactly(kept, log);
    }
}
