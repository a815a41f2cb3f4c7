package io.contee.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.contee.model.ConteeException;
import io.contee.testing.ShortTempDir;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InstanceLockTest {

    private final ShortTempDir temp = new ShortTempDir();
    private final Path runDir = temp.resolve("run");

    @AfterEach
    void removeFiles() {
        temp.close();
    }

    @Test
    void aSecondInstanceIsRefusedUntilTheFirstLetsGo() {
        try (InstanceLock first = InstanceLock.acquire(runDir)) {
            assertThat(first).isNotNull();
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> InstanceLock.acquire(runDir))
                        .isInstanceOf(ConteeException.class)
                        .hasMessage(
                                "another contee serves " + runDir + ": stop it first, or give this one another runDir");
            }
        }
        InstanceLock next = InstanceLock.acquire(runDir);
        next.close();
        next.close();
        InstanceLock.acquire(runDir).close();
    }

    @Test
    void otherDirectoriesAreOthers() {
        try (InstanceLock first = InstanceLock.acquire(runDir);
                InstanceLock second = InstanceLock.acquire(temp.resolve("other"))) {
            assertThat(first).isNotSameAs(second);
        }
    }

    @Test
    void aDirectoryThatCannotBeMadeIsNamedWithWhatToDo() throws IOException {
        Files.writeString(runDir, "a file in the way");
        assertThatThrownBy(() -> InstanceLock.acquire(runDir))
                .isInstanceOf(ConteeException.class)
                .hasMessageStartingWith("cannot use the run directory " + runDir + ": ")
                .hasMessageEndingWith(": check its permissions, or set runDir");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rwxrwx---", "rwx---rwx"})
    void aDirectoryThatOthersMayWriteIsRefused(String mode) throws IOException {
        Files.createDirectory(runDir);
        Files.setPosixFilePermissions(runDir, PosixFilePermissions.fromString(mode));
        assertThatThrownBy(() -> InstanceLock.acquire(runDir))
                .isInstanceOf(ConteeException.class)
                .hasMessageStartingWith("cannot use the run directory " + runDir + ": others may write to it");
        assertThat(runDir).isEmptyDirectory();
    }

    @Test
    void itsFileIsForItsOwnerAlone() throws IOException {
        InstanceLock.acquire(runDir).close();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(runDir.resolve("contee.lock"))))
                .isEqualTo("rw-------");
    }
}
