package io.contee.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.contee.net.ServiceManager;
import io.contee.testing.ShortTempDir;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Where the native library of junixsocket cannot be unpacked, as its temporary directory does not exist. */
class WithoutJunixsocketTest {

    private static final String MISSING = "/nonexistent";

    private final ShortTempDir temp = new ShortTempDir();

    @AfterEach
    void removeFiles() {
        temp.close();
    }

    /** The process, in which nothing has loaded the library before. */
    static final class Caller {

        private Caller() {}

        public static void main(String[] args) {
            ServiceManager manager =
                    ServiceManager.of(Map.of("NOTIFY_SOCKET", args[0])).orElseThrow();
            for (int i = 0; i < 2; i++) {
                try {
                    manager.notifyReady();
                } catch (IOException e) {
                    System.out.println(e.getMessage());
                }
            }
            new VirtlogdCheck(true, Path.of(args[0]), false).examine().forEach(System.out::println);
        }
    }

    @Test
    void theServiceManagerIsNotNotifiedAndDoctorCannotAskVirtlogd() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.io.tmpdir=" + MISSING,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Caller.class.getName(),
                        temp.resolve("socket").toString())
                .redirectErrorStream(true)
                .start();
        List<String> lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();

        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(() -> String.join("\n", lines)).isZero();
        String message = "the native library of junixsocket cannot be loaded from /nonexistent:"
                + " name a directory that is writable and not mounted noexec:"
                + " CONTEE_JAVA_OPTS=-Djava.io.tmpdir=DIRECTORY";
        assertThat(lines).hasSize(3);
        assertThat(lines.subList(0, 2)).containsOnly(message);
        assertThat(lines.get(2))
                .contains("level=unknown", "virtlogd cannot be asked", "cannot be loaded from /nonexistent")
                .contains("-Djava.io.tmpdir=");
    }
}
