package io.contee.log;

import io.contee.model.ConteeException;
import io.contee.model.PodRef;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The pod logs that are on disk, found by the names of their directories. */
final class StoredPodLogs {

    private final Path root;

    /** @param root the directory of all pod logs */
    StoredPodLogs(Path root) {
        this.root = root;
    }

    /**
     * Returns the containers of a pod that have left logs, the most recently started first.
     *
     * @param namespace its namespace, or empty for any
     * @param container the container, or empty for all of them
     * @throws ConteeException if a directory cannot be read
     */
    List<PodRef> find(Optional<String> namespace, String pod, Optional<String> container) {
        List<PodRef> found = new ArrayList<>();
        for (Path directory : list(root)) {
            parse(directory.getFileName().toString(), namespace, pod).ifPresent(parts -> {
                for (Path logs : list(directory)) {
                    String name = logs.getFileName().toString();
                    if (container.isEmpty() || container.get().equals(name)) {
                        found.add(new PodRef(parts.get(0), pod, parts.get(1), name));
                    }
                }
            });
        }
        found.sort(Comparator.comparingLong((PodRef ref) -> modified(PodLogPath.directory(root, ref)))
                .reversed()
                .thenComparing(PodRef::container));
        return found;
    }

    /**
     * Returns the directories of a namespace's pods.
     *
     * @throws ConteeException if they cannot be listed
     */
    List<Path> directories(String namespace) {
        return list(root).stream()
                .filter(directory -> directory.getFileName().toString().startsWith(namespace + "_"))
                .toList();
    }

    /**
     * Returns the namespace and uid of a directory {@code <namespace>_<pod>_<uid>}; only the pod's name may hold
     * underscores.
     */
    private static Optional<List<String>> parse(String directory, Optional<String> namespace, String pod) {
        int first = directory.indexOf('_');
        int last = directory.lastIndexOf('_');
        boolean matches = first > 0
                && last > first
                && last < directory.length() - 1
                && directory.substring(first + 1, last).equals(pod)
                && (namespace.isEmpty() || namespace.get().equals(directory.substring(0, first)));
        return matches
                ? Optional.of(List.of(directory.substring(0, first), directory.substring(last + 1)))
                : Optional.empty();
    }

    static long modified(Path directory) {
        try {
            return Files.getLastModifiedTime(directory).toMillis();
        } catch (IOException e) {
            return 0; // it was deleted meanwhile
        }
    }

    private static List<Path> list(Path directory) {
        List<Path> directories = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(directory, Files::isDirectory)) {
            all.forEach(directories::add);
            return directories;
        } catch (NoSuchFileException e) {
            return directories;
        } catch (IOException e) {
            throw new ConteeException(
                    "cannot list the pod logs in " + directory + ": " + ConteeException.reason(directory, e)
                            + "; see that you may read it",
                    e);
        }
    }
}
