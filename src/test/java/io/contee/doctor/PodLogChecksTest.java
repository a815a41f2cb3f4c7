package io.contee.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.contee.model.ByteSize;
import io.contee.model.LogPolicy;
import io.contee.model.LogRotation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodLogChecksTest {

    @Test
    void logsThatAKubeletWouldDeleteAreReported(@TempDir Path temp) throws IOException {
        Path kubelet = Files.createDirectory(temp.resolve("pods"));
        Path own = temp.resolve("own");
        Files.createDirectory(kubelet.resolve("default_web_uid"));
        assertThat(new KubeletDirectoryCheck(kubelet, own).examine())
                .extracting(Finding::level)
                .containsExactly(Level.OK);
        Files.createDirectory(kubelet.resolve("libvirt_web_uuid"));
        Finding finding = new KubeletDirectoryCheck(kubelet, own).examine().get(0);
        assertThat(finding.level()).isEqualTo(Level.WARNING);
        assertThat(finding.remedy().orElseThrow()).contains("mv " + kubelet + "/libvirt_* " + own);
        assertThat(new KubeletDirectoryCheck(kubelet, kubelet).examine())
                .extracting(Finding::level)
                .containsExactly(Level.OK);
    }

    @ParameterizedTest
    @CsvSource({"SIZE,OK", "TRUNCATE,OK", "TRUNCATE_PODS,WARNING"})
    void podLogsThatAreEmptiedInTheirPlaceAreReported(LogRotation rotate, Level level) {
        LogPolicy policy = new LogPolicy(ByteSize.parse("1Mi"), 1).withRotate(rotate);
        assertThat(new PodLogRotationCheck(policy).examine())
                .extracting(Finding::level)
                .containsExactly(level);
    }
}
