package io.contee.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.contee.model.PodRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PodLogDirsTest {

    private static final PodRef DOMAIN = new PodRef("libvirt", "web", "uuid", "serial0");
    private static final PodRef POD = new PodRef("default", "web", "uid", "guest");

    private final Path kubelet;
    private final Path own;
    private final PodLogDirs dirs;

    PodLogDirsTest(@TempDir Path temp) {
        this.kubelet = temp.resolve("kubelet");
        this.own = temp.resolve("own");
        this.dirs = new PodLogDirs(kubelet, own);
    }

    private static Path write(Path log) throws IOException {
        Files.createDirectories(log.getParent());
        return Files.writeString(log, "x");
    }

    @Test
    void onlyLogsOfPodsAreWhereAKubeletDeletesWhatItDoesNotKnow() {
        assertThat(dirs.log(DOMAIN, 0)).isEqualTo(own.resolve("libvirt_web_uuid/serial0/0.log"));
        assertThat(dirs.log(POD, 0)).isEqualTo(kubelet.resolve("default_web_uid/guest/0.log"));
    }

    @Test
    void aDomainThatWasRenamedIsFoundByItsUuidAndTakesItsLogsAlongAtItsNextRun() throws IOException {
        write(dirs.log(DOMAIN, 0));
        PodRef renamed = new PodRef("libvirt", "new", DOMAIN.uid(), "serial0");
        assertThat(dirs.lastAttempt(renamed)).isEqualTo(OptionalInt.of(0));
        assertThat(dirs.log(renamed, 0)).isEqualTo(own.resolve("libvirt_web_uuid/serial0/0.log"));
        dirs.rename(renamed);
        assertThat(dirs.log(renamed, 0))
                .isEqualTo(own.resolve("libvirt_new_uuid/serial0/0.log"))
                .exists();
        assertThat(dirs.log(renamed, 1)).isEqualTo(own.resolve("libvirt_new_uuid/serial0/1.log"));
        PodRef anew = new PodRef("libvirt", "new", "other", "serial0");
        assertThat(dirs.lastAttempt(anew)).as("another domain of that name").isEmpty();
    }

    @Test
    void whatAnEarlierVersionLeftIsReadAndItsRunContinued() throws IOException {
        Path former = write(PodLogPath.of(kubelet, DOMAIN, 4));
        assertThat(dirs.lastAttempt(DOMAIN)).isEqualTo(OptionalInt.of(4));
        assertThat(dirs.log(DOMAIN, 4)).isEqualTo(former);
        assertThat(dirs.find(Optional.of("libvirt"), "web", Optional.empty())).containsExactly(DOMAIN);
        Path next = dirs.log(DOMAIN, 5);
        assertThat(next).isEqualTo(own.resolve("libvirt_web_uuid/serial0/5.log"));
        write(next);
        assertThat(dirs.find(Optional.empty(), "web", Optional.of("serial0"))).containsExactly(DOMAIN);
        dirs.deleteBefore(DOMAIN, 5);
        assertThat(former).doesNotExist();
    }
}
