package io.contee.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UserDirectoriesTest {

    @Test
    void areBelowTheHomeDirectoryUnlessTheEnvironmentNamesOthers() {
        assertThat(UserDirectories.of(Map.of("HOME", "/home/u")))
                .isEqualTo(new UserDirectories(
                        Path.of("/home/u"),
                        Path.of("/home/u/.config"),
                        Path.of("/home/u/.local/state"),
                        Path.of("/home/u/.cache"),
                        Path.of("/home/u/.cache")));
        assertThat(UserDirectories.of(Map.of(
                        "HOME", "/home/u",
                        "XDG_CONFIG_HOME", "/c",
                        "XDG_STATE_HOME", "/s",
                        "XDG_CACHE_HOME", "/k",
                        "XDG_RUNTIME_DIR", "/r")))
                .isEqualTo(new UserDirectories(
                        Path.of("/home/u"), Path.of("/c"), Path.of("/s"), Path.of("/k"), Path.of("/r")));
    }

    @Test
    void withoutARuntimeDirectorySocketsAreInTheCache() {
        assertThat(UserDirectories.of(Map.of("HOME", "/home/u", "XDG_CACHE_HOME", "/k"))
                        .run())
                .isEqualTo(Path.of("/k"));
    }

    @Test
    void relativePathsAreIgnored() {
        assertThat(UserDirectories.of(Map.of("HOME", "/home/u", "XDG_CACHE_HOME", "k", "XDG_CONFIG_HOME", ""))
                        .cache())
                .isEqualTo(Path.of("/home/u/.cache"));
    }
}
