package io.contee.doctor;

import io.contee.model.PodRef;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Checks whether logs of domains without a pod lie in the directory whose unknown pods a kubelet deletes.
 *
 * @param kubelet the directory of pods that a kubelet knows
 * @param own where logs of other domains belong
 */
record KubeletDirectoryCheck(Path kubelet, Path own) implements Check {

    @Override
    public String name() {
        return "logs in the kubelet's directory";
    }

    @Override
    public List<Finding> examine() {
        int found = 0;
        try (DirectoryStream<Path> pods = Files.newDirectoryStream(kubelet, PodRef.DEFAULT_NAMESPACE + "_*_*")) {
            for (Path ignored : pods) {
                found++;
            }
        } catch (IOException e) {
            return List.of(ok("there are none")); // the check of the directory itself reports a fault
        }
        if (found == 0 || own.equals(kubelet)) {
            return List.of(ok("there are none that a kubelet would delete"));
        }
        return List.of(warning(
                found + " directories of domains without a pod are in " + kubelet,
                "a kubelet on this host deletes them within minutes, as it does not know their pods",
                "once their guests have been restarted, move them: mv " + ShellWord.of(kubelet.toString()) + "/"
                        + PodRef.DEFAULT_NAMESPACE + "_* " + ShellWord.of(own.toString())));
    }
}
