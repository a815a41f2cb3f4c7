package io.contee.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.contee.model.ConteeException;
import io.contee.testing.ShortTempDir;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FileReplacementTest {

    private static final int NOBODY = 65534;

    private final ShortTempDir temp = new ShortTempDir();

    @AfterEach
    void cleanUp() {
        temp.close();
    }

    private Path file() throws IOException {
        return Files.writeString(temp.resolve("web.xml"), "old");
    }

    private List<Path> inDirectory() throws IOException {
        try (Stream<Path> files = Files.list(temp.path())) {
            return files.toList();
        }
    }

    @Test
    void whoeverHasTheFileOpenSeesAllOfTheOld() throws IOException {
        Path file = file();
        try (InputStream open = Files.newInputStream(file)) {
            FileReplacement.replace(file, "new".getBytes(UTF_8));
            assertThat(open.readAllBytes()).asString(UTF_8).isEqualTo("old");
        }
        assertThat(file).hasContent("new");
        assertThat(inDirectory()).containsExactly(file);
    }

    @Test
    void modeAndOwnerStay() throws IOException {
        Path file = file();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-x--x"));
        if (Files.getAttribute(file, "unix:uid").equals(0)) {
            Files.setAttribute(file, "unix:uid", NOBODY);
            Files.setAttribute(file, "unix:gid", NOBODY);
        }
        Map<String, Object> before = Files.readAttributes(file, "unix:mode,uid,gid");

        FileReplacement.replace(file, "new".getBytes(UTF_8));

        assertThat(Files.readAttributes(file, "unix:mode,uid,gid")).isEqualTo(before);
        assertThat(file).hasContent("new");
    }

    @Test
    void aSymbolicLinkStaysAndWhatItLeadsToIsReplaced() throws IOException {
        Path target = Files.writeString(
                Files.createDirectory(temp.resolve("elsewhere")).resolve("web.xml"), "old");
        Path link = Files.createSymbolicLink(temp.resolve("web.xml"), Path.of("elsewhere/web.xml"));
        Path linkToLink = Files.createSymbolicLink(temp.resolve("web2.xml"), Path.of("web.xml"));

        FileReplacement.replace(linkToLink, "new".getBytes(UTF_8));

        assertThat(target).hasContent("new").matches(f -> Files.isRegularFile(f, LinkOption.NOFOLLOW_LINKS));
        assertThat(link).isSymbolicLink();
        assertThat(linkToLink).isSymbolicLink();
    }

    @Test
    void whatCannotBeReplacedIsToldAndNothingIsLeft() throws IOException {
        Path directory = Files.createDirectory(temp.resolve("d"));
        assertThatThrownBy(() -> FileReplacement.replace(directory, new byte[0]))
                .isInstanceOf(ConteeException.class)
                .hasMessage("cannot write " + directory + ": it is not a regular file");
        Path dangling = Files.createSymbolicLink(temp.resolve("l"), Path.of("missing"));
        assertThatThrownBy(() -> FileReplacement.replace(dangling, new byte[0]))
                .isInstanceOf(ConteeException.class)
                .hasMessage("cannot write " + dangling + ": there is no such file");
        assertThat(inDirectory()).containsExactlyInAnyOrder(directory, dangling);
    }
}
