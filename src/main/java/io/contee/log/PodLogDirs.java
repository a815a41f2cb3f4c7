package io.contee.log;

import io.contee.model.ConteeException;
import io.contee.model.Directories;
import io.contee.model.PodRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The two directories of pod logs. A kubelet deletes each directory in {@code /var/log/pods} whose pod it does not know
 * (kubernetes, pkg/kubelet/kuberuntime/kuberuntime_gc.go). The logs of domains without a pod's identity are therefore
 * in contee's own directory. Those that an earlier version left in the kubelet's directory are read, and continued
 * while their run lasts. Any thread may use it.
 *
 * @param kubelet the directory of the pods that a kubelet knows
 * @param own the directory of domains without a pod's identity; may be the same
 */
public record PodLogDirs(Path kubelet, Path own) {

    /** Returns the two of one contee. */
    public static PodLogDirs of(Directories directories) {
        return new PodLogDirs(directories.podLogs(), directories.ownPodLogs());
    }

    /**
     * Returns the name of a guest's directory: a domain that was renamed is found by its UUID, until its next run
     * renames the directory.
     */
    private static PodRef asStored(Path root, PodRef pod) {
        if (!isOwn(pod) || Files.exists(root.resolve(pod.directory()))) {
            return pod;
        }
        String prefix = pod.namespace() + "_";
        String suffix = "_" + pod.uid();
        return directories(root, pod.namespace()).stream()
                .map(directory -> directory.getFileName().toString())
                .filter(name -> name.endsWith(suffix) && name.length() > prefix.length() + suffix.length())
                .map(name -> name.substring(prefix.length(), name.length() - suffix.length()))
                .map(name -> new PodRef(pod.namespace(), name, pod.uid(), pod.container()))
                .findFirst()
                .orElse(pod);
    }

    private static List<Path> directories(Path root, String namespace) {
        try {
            return new StoredPodLogs(root).directories(namespace);
        } catch (ConteeException e) {
            return List.of(); // the reader or writer of the log reports it
        }
    }

    /**
     * Renames a guest's directory to its domain's current name. The guest must not be served meanwhile.
     *
     * @throws ConteeException if that fails
     */
    public void rename(PodRef pod) {
        for (Path root : roots(pod)) {
            PodRef stored = asStored(root, pod);
            if (!stored.equals(pod)) {
                try {
                    Files.move(root.resolve(stored.directory()), root.resolve(pod.directory()));
                } catch (IOException e) {
                    throw new ConteeException(
                            "cannot rename the logs of domain " + stored.pod() + " in " + root + ": "
                                    + ConteeException.reason(root, e),
                            e);
                }
            }
        }
    }

    /** Returns the directory for a container's new logs. */
    private Path root(PodRef pod) {
        return isOwn(pod) ? own : kubelet;
    }

    private static boolean isOwn(PodRef pod) {
        return pod.namespace().equals(PodRef.DEFAULT_NAMESPACE);
    }

    /** Returns the directories where a container's logs may be, first the one for new logs. */
    private List<Path> roots(PodRef pod) {
        return isOwn(pod) ? all() : List.of(kubelet);
    }

    private List<Path> all() {
        return Stream.of(own, kubelet).distinct().toList();
    }

    /** Returns the log of one attempt, where it exists or, if it does not, where it is to be created. */
    public Path log(PodRef pod, int attempt) {
        Path fresh = PodLogPath.of(root(pod), pod, attempt);
        return roots(pod).stream()
                .map(root -> PodLogPath.of(root, asStored(root, pod), attempt))
                .filter(former -> Files.exists(former) && !Files.exists(fresh))
                .findFirst()
                .orElse(fresh);
    }

    /** Returns the directories of a container's logs, which may be missing: first the one for new logs. */
    public List<Path> directories(PodRef pod) {
        return roots(pod).stream()
                .map(root -> PodLogPath.directory(root, asStored(root, pod)))
                .toList();
    }

    /**
     * Returns the number of the last attempt that left a log, rotated ones included.
     *
     * @return empty if there is none
     * @throws ConteeException if a directory cannot be read
     */
    public OptionalInt lastAttempt(PodRef pod) {
        return roots(pod).stream()
                .flatMapToInt(root -> PodLogPath.lastAttempt(root, asStored(root, pod)).stream())
                .max();
    }

    /**
     * Deletes the logs of the attempts before one, rotated ones included.
     *
     * @throws ConteeException if one cannot be deleted
     */
    public void deleteBefore(PodRef pod, int first) {
        roots(pod).forEach(root -> PodLogPath.deleteBefore(root, asStored(root, pod), first));
    }

    /**
     * Returns the containers of a pod that have left logs, the most recently started first.
     *
     * @param namespace its namespace, or empty for any
     * @param container the container, or empty for all of them
     * @throws ConteeException if a directory cannot be read
     */
    public List<PodRef> find(Optional<String> namespace, String pod, Optional<String> container) {
        return all().stream()
                .flatMap(root -> new StoredPodLogs(root)
                        .find(namespace, pod, container).stream()
                                .map(ref -> new Found(ref, StoredPodLogs.modified(PodLogPath.directory(root, ref)))))
                .sorted(Comparator.comparing(Found::millis).reversed())
                .map(Found::pod)
                .distinct()
                .toList();
    }

    /**
     * Returns the containers of a domain without a pod's identity that have left logs, whatever it was called.
     *
     * @param container the container, or empty for all of them
     * @throws ConteeException if a directory cannot be read
     */
    public List<PodRef> ofGuest(UUID guest, Optional<String> container) {
        String prefix = PodRef.DEFAULT_NAMESPACE + "_";
        String suffix = "_" + guest;
        return ownDirectories().stream()
                .map(directory -> directory.getFileName().toString())
                .filter(name -> name.endsWith(suffix) && name.length() > prefix.length() + suffix.length())
                .map(name -> name.substring(prefix.length(), name.length() - suffix.length()))
                .distinct()
                .flatMap(name -> find(Optional.of(PodRef.DEFAULT_NAMESPACE), name, container).stream())
                .filter(ref -> ref.uid().equals(guest.toString()))
                .toList();
    }

    private record Found(PodRef pod, long millis) {}

    /** Returns the pods' directories of domains without a pod's identity. */
    public List<Path> ownDirectories() {
        return all().stream()
                .flatMap(root -> new StoredPodLogs(root).directories(PodRef.DEFAULT_NAMESPACE).stream())
                .toList();
    }
}
