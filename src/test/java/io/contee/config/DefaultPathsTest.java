package io.contee.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DefaultPathsTest {

    @Test
    void rootsAreTheSystems() {
        DefaultPaths places = DefaultPaths.system();
        assertThat(places.configFile()).isEqualTo(Path.of("/etc/contee/contee.yaml"));
        assertThat(places.runDir()).isEqualTo(Path.of("/run/contee"));
        assertThat(places.logDir()).isEqualTo(Path.of("/var/log/contee"));
        assertThat(places.podLogDir()).isEqualTo(Path.of("/var/log/pods"));
        assertThat(places.libvirtUri()).isEqualTo("qemu:///system");
    }

    @Test
    void aUsersAreInTheUsersDirectories() {
        DefaultPaths places = DefaultPaths.user(Map.of(
                "HOME", "/home/ann",
                "XDG_RUNTIME_DIR", "/run/user/1000",
                "XDG_CONFIG_HOME", "/c",
                "XDG_STATE_HOME", "/s",
                "XDG_CACHE_HOME", "/cache"));
        assertThat(places.configFile()).isEqualTo(Path.of("/c/contee/contee.yaml"));
        assertThat(places.runDir()).isEqualTo(Path.of("/run/user/1000/contee"));
        assertThat(places.logDir()).isEqualTo(Path.of("/s/contee/log"));
        assertThat(places.podLogDir()).isEqualTo(Path.of("/s/contee/pods"));
        assertThat(places.dataDir()).isEqualTo(Path.of("/s/contee/collect"));
        assertThat(places.qemuLogDir()).isEqualTo(Path.of("/cache/libvirt/qemu/log"));
        assertThat(places.libvirtUri()).isEqualTo("qemu:///session");
    }

    @Test
    void withoutXdgVariablesTheyAreInTheHomeDirectory() {
        DefaultPaths places =
                DefaultPaths.user(Map.of("HOME", "/home/ann", "XDG_RUNTIME_DIR", "", "XDG_STATE_HOME", "relative"));
        assertThat(places.configFile()).isEqualTo(Path.of("/home/ann/.config/contee/contee.yaml"));
        assertThat(places.runDir()).isEqualTo(Path.of("/home/ann/.cache/contee"));
        assertThat(places.logDir()).isEqualTo(Path.of("/home/ann/.local/state/contee/log"));
        assertThat(places.podLogDir()).isEqualTo(Path.of("/home/ann/.local/state/contee/pods"));
    }

    @Test
    void theCacheStandsInForTheRuntimeDirectoryAsInLibvirt() {
        assertThat(DefaultPaths.user(Map.of("HOME", "/home/ann", "XDG_CACHE_HOME", "/cache"))
                        .runDir())
                .isEqualTo(Path.of("/cache/contee"));
    }

    @Test
    void withoutHomeTheUserDatabaseTellsIt() {
        assertThat(DefaultPaths.user(Map.of()).logDir())
                .isEqualTo(Path.of(System.getProperty("user.home"), ".local/state/contee/log"));
    }
}
