package io.contee.manager;

import static org.assertj.core.api.Assertions.assertThat;

import io.contee.testing.ShortTempDir;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Processes that wait for days have no thread of the JVM that wakes 20 times a second, as JDK 17 has by default. */
class IdleProcessTest {

    private final ShortTempDir temp = new ShortTempDir();

    @AfterEach
    void cleanUp() {
        temp.close();
    }

    @Test
    void theKeeperHasNoPerformanceData() {
        assertThat(KeeperProcess.command(Path.of("/s"))).contains("-XX:-UsePerfData");
    }

    @Test
    void theDaemonHasNoPerformanceData() throws IOException, InterruptedException {
        Path launcher = Path.of("src/main/dist/bin/contee").toAbsolutePath();
        Path java = temp.resolve("jdk/bin/java");
        Files.createDirectories(java.getParent());
        Files.writeString(java, "#!/bin/sh\nprintf '%s\\n' \"$@\"\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwx------"));
        ProcessBuilder builder = new ProcessBuilder("sh", launcher.toString(), "serve").redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", temp.resolve("jdk").toString());
        builder.environment().put("CACHE_DIRECTORY", temp.resolve("none").toString());
        Process process = builder.start();
        List<String> arguments = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(arguments).endsWith("io.contee.cli.Main", "serve").contains("-XX:-UsePerfData");
    }
}
