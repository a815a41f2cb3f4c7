package io.contee.doctor;

import io.contee.testing.ShortTempDir;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class VirtlogdLimitsCheckTest {

    private final ShortTempDir temp = new ShortTempDir();

    @AfterEach
    void removeFiles() {
        temp.close();
    }

    private VirtlogdLimitsCheck check(String settings) throws IOException {
        return new VirtlogdLimitsCheck(true, Files.writeString(temp.resolve("virtlogd.conf"), settings));
    }

    @Test
    void whatVirtlogdKeepsIsTold() throws IOException {
        Findings.single(new VirtlogdLimitsCheck(true, temp.resolve("none")), Level.OK, "keeps the last 8Mi");
        Findings.single(check("#max_size = 0\nmax_size = 1048576\nmax_backups=1\n"), Level.OK, "keeps the last 2Mi");
    }

    @Test
    void limitsThatLoseOutputOrFillTheDiskAreFound() throws IOException {
        Findings.single(check("max_size = 0\n"), Level.WARNING, "never rotates", "max_size = 2097152");
        Findings.single(check("max_backups = 0\n"), Level.WARNING, "keeps no old file", "max_backups = 3");
    }

    @Test
    void withoutConsolesInPtyModeItIsNotNeeded() {
        Findings.single(new VirtlogdLimitsCheck(false, temp.resolve("none")), Level.OK, "not needed");
    }
}
