package io.contee.log.write;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RemovalTest {

    @ParameterizedTest
    @ValueSource(ints = {0, 1 << 20, 4 << 20})
    void theNameIsGoneAtOnceAndTheSpaceSoon(int size, @TempDir Path temp) throws IOException {
        Path file = temp.resolve("old");
        Files.write(file, new byte[size]);

        Removal.remove(file);

        assertThat(file).doesNotExist();
        boolean unused = Removal.await();
        assertThat(Removal.await()).as("something is left to wait for").isFalse();
    }

    @Test
    void whatIsNotThereIsNoFault(@TempDir Path temp) throws IOException {
        Removal.remove(temp.resolve("missing"));
        assertThat(temp).isEmptyDirectory();
    }

    @Test
    void aFileThatSomeoneReadsStaysReadable(@TempDir Path temp) throws IOException {
        Path file = temp.resolve("old");
        Files.write(file, new byte[2 << 20]);
        try (FileChannel reader = FileChannel.open(file, StandardOpenOption.READ)) {
            Removal.remove(file);
            boolean unused = Removal.await();
            assertThat(reader.size()).isEqualTo(2 << 20);
        }
    }

    @Test
    void aLinkIsRemovedAndNotWhatItLeadsTo(@TempDir Path temp) throws IOException {
        Path target = temp.resolve("target");
        Files.write(target, new byte[2 << 20]);
        Path link = Files.createSymbolicLink(temp.resolve("old"), target);

        Removal.remove(link);

        assertThat(link).doesNotExist();
        assertThat(target).hasSize(2 << 20);
    }
}
