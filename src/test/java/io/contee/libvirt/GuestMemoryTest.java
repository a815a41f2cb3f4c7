package io.contee.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GuestMemoryTest {

    private final Path pidDir;
    private final List<Process> processes = new ArrayList<>();

    GuestMemoryTest(@TempDir Path pidDir) {
        this.pidDir = pidDir;
    }

    @AfterEach
    void end() throws InterruptedException {
        for (Process process : processes) {
            process.destroyForcibly().waitFor();
        }
    }

    /** Starts a process with an argument such as libvirt gives to QEMU. */
    private long start(String argument) throws IOException {
        Process process = new ProcessBuilder("sh", "-c", "echo ready; read never", "sh", "-name", argument).start();
        processes.add(process);
        assertThat(process.inputReader(StandardCharsets.US_ASCII).readLine()).isEqualTo("ready");
        return process.pid();
    }

    private void pidFile(String domain, String content) throws IOException {
        Files.writeString(pidDir.resolve(domain + ".pid"), content);
    }

    @Test
    void tellsWhatTheKernelTells() throws IOException {
        long pid = start("guest=web,debug-threads=on");
        pidFile("web", pid + "\n");
        long kilobytes = Files.readString(Path.of("/proc/" + pid + "/status"))
                .lines()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .sum();
        assertThat(new GuestMemory(pidDir).residentBytes())
                .containsOnlyKeys("web")
                .containsEntry("web", kilobytes << 10);
        assertThat(new GuestMemory(pidDir).residentBytes("web")).hasValue(kilobytes << 10);
        assertThat(new GuestMemory(pidDir).residentBytes("other")).isEmpty();
        assertThat(new GuestMemory(pidDir).residentBytes("no\0name")).isEmpty();
    }

    @Test
    void aCommaInANameIsDoubledAsForQemu() throws IOException {
        pidFile("a,b", Long.toString(start("guest=a,,b,debug-threads=on")));
        assertThat(new GuestMemory(pidDir).residentBytes()).containsOnlyKeys("a,b");
    }

    @Test
    void aFileThatACrashLeftIsNotTakenForAGuest() throws IOException {
        pidFile("web", Long.toString(start("guest=web-2,debug-threads=on")));
        pidFile("ended", Integer.toString(Integer.MAX_VALUE));
        pidFile("empty", "");
        pidFile("other", "no number");
        assertThat(new GuestMemory(pidDir).residentBytes()).isEmpty();
    }

    @Test
    void thereIsNothingWhereLibvirtHasNoGuests() {
        assertThat(new GuestMemory(pidDir.resolve("not there")).residentBytes()).isEmpty();
    }
}
