package io.contee.manager;

import io.contee.config.ConteeConfig;
import io.contee.log.PodLogPath;
import io.contee.log.StoredPodLogs;
import io.contee.model.ConsoleId;
import io.contee.model.ConteeException;
import io.contee.model.LogKind;
import io.contee.model.NotFoundException;
import io.contee.model.OneLine;
import io.contee.model.PodRef;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;

/**
 * The logs that are on disk, whether or not a contee serves their guests. Their files alone tell whose they are, so a
 * domain that belongs to a pod is found by the pod's name, or else by its raw log. A log that is followed is followed
 * until the reader ends.
 */
public final class StoredLogs {

    private final ConteeConfig config;
    private final StoredPodLogs podLogs;

    /** @param config says where the logs are */
    public StoredLogs(ConteeConfig config) {
        this.config = config;
        this.podLogs = new StoredPodLogs(config.podLogDir());
    }

    /**
     * The pod log of a domain without a pod's identity, else its raw log.
     *
     * @param alias which console; empty for the first that left a log
     * @throws NotFoundException if there is neither
     */
    public GuestLog ofDomain(String domain, Optional<String> alias) {
        List<PodRef> found = podLogs.find(Optional.of(PodRef.DEFAULT_NAMESPACE), domain, alias);
        return found.isEmpty() ? rawLog(domain, alias) : last(first(found), Optional.empty(), Map.of());
    }

    /**
     * The pod log of a container's last attempt.
     *
     * @param namespace the pod's namespace; empty if there is only one pod of that name
     * @param container the container; empty for the first
     * @throws NotFoundException if there is none
     * @throws ConteeException if several namespaces have such a pod
     */
    public GuestLog ofPod(Optional<String> namespace, String pod, Optional<String> container) {
        List<PodRef> found = podLogs.find(namespace, pod, container);
        if (found.isEmpty()) {
            throw unknownPod(namespace, pod, container);
        }
        requireOneNamespace(pod, found);
        return last(first(found), Optional.empty(), Map.of());
    }

    /** The pod log of a container's last attempt, else the console's raw log, with what else is known. */
    GuestLog last(PodRef pod, Optional<ConsoleId> console, Map<String, String> annotations) {
        OptionalInt attempt = PodLogPath.lastAttempt(config.podLogDir(), pod);
        if (attempt.isEmpty() && console.isPresent() && !config.logs().contains(LogKind.POD)) {
            return rawLog(
                    console.get().domain().name(), Optional.of(console.get().alias()));
        }
        if (attempt.isEmpty()) {
            throw new NotFoundException("container " + OneLine.of(pod.container()) + " of pod " + OneLine.of(pod.pod())
                    + " has no log yet: start its domain");
        }
        Path log = PodLogPath.of(config.podLogDir(), pod, attempt.getAsInt());
        return GuestLog.pod(new LogContext(console, Optional.of(pod), log, annotations), () -> true);
    }

    static NotFoundException unknownPod(Optional<String> namespace, String pod, Optional<String> container) {
        return new NotFoundException("there is no log of pod " + OneLine.quoted(pod)
                + namespace.map(name -> " in namespace " + OneLine.quoted(name)).orElse("")
                + container
                        .map(name -> " with container " + OneLine.quoted(name))
                        .orElse("")
                + ": see 'contee list -o json' for the pods that are served");
    }

    static void requireOneNamespace(String pod, List<PodRef> found) {
        NavigableSet<String> namespaces = new TreeSet<>();
        found.forEach(ref -> namespaces.add(ref.namespace()));
        if (namespaces.size() > 1) {
            throw new ConteeException("pod " + OneLine.quoted(pod) + " is in several namespaces, "
                    + OneLine.of(String.join(", ", namespaces)) + ": give one of them as namespace");
        }
    }

    /** Of the pod that was started last, the first container. */
    private static PodRef first(List<PodRef> found) {
        String uid = found.get(0).uid();
        return found.stream()
                .filter(ref -> ref.uid().equals(uid))
                .min((one, other) -> one.container().compareTo(other.container()))
                .orElseThrow();
    }

    private GuestLog rawLog(String domain, Optional<String> alias) {
        Path log = rawLogs(domain).stream()
                .filter(file -> alias.isEmpty() || file.getFileName().toString().equals(alias.get() + ".log"))
                .findFirst()
                .orElseThrow(() -> new NotFoundException("domain " + OneLine.quoted(domain)
                        + " has left no log that may be read in " + config.podLogDir() + " or " + config.logDir()));
        return GuestLog.raw(new LogContext(Optional.empty(), Optional.empty(), log, Map.of()), () -> true);
    }

    private NavigableSet<Path> rawLogs(String domain) {
        NavigableSet<Path> logs = new TreeSet<>();
        if (domain.contains("/") || domain.startsWith(".")) {
            return logs; // no domain of contee's is called so
        }
        try (DirectoryStream<Path> files =
                Files.newDirectoryStream(config.logDir().resolve(domain), "*.log")) {
            files.forEach(logs::add);
        } catch (NoSuchFileException e) {
            return logs;
        } catch (IOException e) {
            throw new ConteeException(
                    "cannot list the raw logs of domain " + domain + ": " + ConteeException.reason(e)
                            + ": see that you may read them",
                    e);
        }
        return logs;
    }
}
