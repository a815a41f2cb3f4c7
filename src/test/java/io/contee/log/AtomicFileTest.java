package io.contee.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {

    private final Path dir;
    private final Path file;
    private final Path victim;

    AtomicFileTest(@TempDir Path dir) throws IOException {
        this.dir = dir;
        this.file = dir.resolve("state.json");
        this.victim = Files.writeString(dir.resolve("victim"), "precious");
    }

    @Test
    void aFileIsReplacedWithItsModeAndNothingElseIsLeft() throws IOException {
        AtomicFile.replace(file, "one".getBytes(StandardCharsets.UTF_8), AtomicFile.PRIVATE);
        AtomicFile.replace(file, "two".getBytes(StandardCharsets.UTF_8), AtomicFile.PRIVATE);
        assertThat(file).hasContent("two");
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(AtomicFile.PRIVATE);
        assertThat(dir.toFile().list()).containsExactlyInAnyOrder("state.json", "victim");
    }

    @Test
    void linksThatSomebodyPreparedAreReplacedAndNotFollowed() throws IOException {
        Files.createSymbolicLink(file, victim);
        Files.createSymbolicLink(AtomicFile.beside(file), victim);
        AtomicFile.replace(file, "one".getBytes(StandardCharsets.UTF_8), AtomicFile.PUBLIC);
        assertThat(victim).hasContent("precious");
        assertThat(file).hasContent("one");
        assertThat(Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)).isTrue();
    }

    @Test
    void theNewFileOfAUserIsCompleteAndClosedToOthersUntilItIsPrepared() throws IOException {
        Files.writeString(file, "old");
        AtomicFile.replace(file, "new".getBytes(StandardCharsets.UTF_8), fresh -> {
            assertThat(fresh).hasContent("new").hasParent(dir);
            assertThat(Files.getPosixFilePermissions(fresh)).isEqualTo(AtomicFile.PRIVATE);
            assertThat(file).hasContent("old");
            Files.setPosixFilePermissions(fresh, AtomicFile.PUBLIC);
        });
        assertThat(file).hasContent("new");
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(AtomicFile.PUBLIC);
    }

    @Test
    void theOldFileStaysIfTheNewOneCannotBePrepared() throws IOException {
        Files.writeString(file, "old");
        assertThatThrownBy(() -> AtomicFile.replace(file, new byte[1], fresh -> {
                    throw new IOException("its owner cannot be kept");
                }))
                .hasMessage("its owner cannot be kept");
        assertThat(file).hasContent("old");
        assertThat(dir.toFile().list()).containsExactlyInAnyOrder("state.json", "victim");
    }

    @Test
    void aFileThatIsCreatedIsNoLinkEither() throws IOException {
        Files.createSymbolicLink(file, victim);
        try (FileChannel channel = AtomicFile.create(file, AtomicFile.PRIVATE)) {
            assertThat(channel.size()).isZero();
        }
        assertThat(victim).hasContent("precious");
        assertThat(Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS))
                .isEqualTo(AtomicFile.PRIVATE);
    }
}
