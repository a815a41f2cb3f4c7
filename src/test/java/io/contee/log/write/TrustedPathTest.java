package io.contee.log.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.contee.model.LogFileMode;
import io.contee.testing.ShortTempDir;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No log is written where somebody else's symbolic link leads. */
class TrustedPathTest {

    private final ShortTempDir temp = new ShortTempDir();
    private final Path logs = temp.resolve("logs");
    private final Path target = temp.resolve("target");
    private final FileAccess access = new FileAccess(LogFileMode.DEFAULT);

    TrustedPathTest() throws IOException {
        Files.createDirectory(logs);
        Files.createDirectory(target);
    }

    @AfterEach
    void removeFiles() {
        temp.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"rwxrwx---", "rwx---rwx"})
    void aLinkInADirectoryThatOthersMayWriteIsNotFollowed(String mode) throws IOException {
        Files.createSymbolicLink(logs.resolve("web"), target);
        Files.setPosixFilePermissions(logs, PosixFilePermissions.fromString(mode));
        assertThatThrownBy(() -> access.open(logs.resolve("web/serial0.log")))
                .isInstanceOf(FileSystemException.class)
                .hasMessage(logs.resolve("web") + ": it is a symbolic link that others could have made");
        assertThat(target).isEmptyDirectory();
    }

    @Test
    void aLinkOfSomebodyElseIsNotFollowed() throws IOException {
        Files.createSymbolicLink(logs.resolve("web"), target);
        Path link = logs.resolve("web");
        if (!Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0)) {
            return; // only root can make one that is somebody else's
        }
        Files.getFileAttributeView(
                        link,
                        java.nio.file.attribute.PosixFileAttributeView.class,
                        java.nio.file.LinkOption.NOFOLLOW_LINKS)
                .setOwner(link.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
        assertThatThrownBy(() -> access.open(link.resolve("serial0.log"))).isInstanceOf(FileSystemException.class);
        assertThat(target).isEmptyDirectory();
    }

    @Test
    void anAdministratorsLinkIsFollowed() throws IOException {
        Files.createSymbolicLink(logs.resolve("web"), target);
        access.open(logs.resolve("web/serial0.log")).close();
        assertThat(target.resolve("serial0.log")).exists();
    }

    @Test
    void aDirectoryThatOthersMayWriteIsNoFaultOfItsOwn() throws IOException {
        Files.setPosixFilePermissions(logs, PosixFilePermissions.fromString("rwxrwxrwx"));
        access.open(logs.resolve("web/serial0.log")).close();
        assertThat(logs.resolve("web/serial0.log")).exists();
    }
}
