package io.contee.manager;

import io.contee.config.ConteeConfig;
import io.contee.log.GuestDirs;
import io.contee.log.PodLogDirs;
import io.contee.log.ServedConsoles;
import io.contee.model.AliasOrder;
import io.contee.model.ConsoleId;
import io.contee.model.ConteeException;
import io.contee.model.DomainId;
import io.contee.model.Layout;
import io.contee.model.Layout.GuestDir;
import io.contee.model.LogKind;
import io.contee.model.NotFoundException;
import io.contee.model.OneLine;
import io.contee.model.PodRef;
import io.contee.model.ServedConsole;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.UUID;

/**
 * The logs that are on disk, whether or not a contee serves their guests. Only their files identify their owner, so a
 * domain that belongs to a pod is found by the pod's name, or else by its raw log. A follower continues until the
 * reader ends.
 */
public final class StoredLogs {

    private final ConteeConfig config;
    private final PodLogDirs podLogs;
    private final GuestDirs guestDirs;

    /** @param config says where the logs are */
    public StoredLogs(ConteeConfig config) {
        this.config = config;
        this.podLogs = PodLogDirs.of(config.directories());
        this.guestDirs = GuestDirs.of(config.directories());
    }

    /**
     * The pod log of a domain without a pod's identity, else its raw log.
     *
     * @param domain its name or UUID; of several guests of one name, it is the one that was started last
     * @param alias which console; empty for the primary one, or the first that left a log
     * @throws NotFoundException if there is neither
     */
    public GuestLog ofDomain(String domain, Optional<String> alias) {
        List<PodRef> found = new ArrayList<>(podLogs.find(Optional.of(PodRef.DEFAULT_NAMESPACE), domain, alias));
        List<GuestDir> dirs = new ArrayList<>(guestDirs.of(domain));
        uuid(domain).ifPresent(uuid -> {
            found.addAll(podLogs.ofGuest(uuid, alias));
            guestDirs.find(uuid).map(GuestDirs.Owned::dir).ifPresent(dirs::add);
        });
        return found.isEmpty() ? rawLog(domain, dirs, alias) : last(first(found), Optional.empty(), Map.of());
    }

    private static Optional<UUID> uuid(String text) {
        try {
            return Optional.of(UUID.fromString(text))
                    .filter(uuid -> uuid.toString().equals(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /**
     * The pod log of a container's last attempt.
     *
     * @param namespace the pod's namespace; empty if there is only one pod of that name
     * @param container the container; empty for that of the primary console
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

    /** Returns the pod log of a container's last attempt, else the console's raw log, with the other known facts. */
    GuestLog last(PodRef pod, Optional<ConsoleId> console, Map<String, String> annotations) {
        OptionalInt attempt = podLogs.lastAttempt(pod);
        if (attempt.isEmpty() && console.isPresent() && !config.logs().kinds().contains(LogKind.POD)) {
            DomainId domain = console.get().domain();
            return rawLog(
                    domain.name(), ownDir(domain), Optional.of(console.get().alias()));
        }
        if (attempt.isEmpty()) {
            throw new NotFoundException("container " + OneLine.of(pod.container()) + " of pod " + OneLine.of(pod.pod())
                    + " has no log yet: start its domain");
        }
        Path log = podLogs.log(pod, attempt.getAsInt());
        return GuestLog.pod(
                new LogContext(console, Optional.of(pod), log, annotations), podLogs.directories(pod), () -> true);
    }

    /** Returns the directories of a container's logs, which may be missing. */
    List<Path> directories(PodRef pod) {
        return podLogs.directories(pod);
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

    /** Returns, for the pod that was started last, the container of its primary console. */
    private PodRef first(List<PodRef> found) {
        String uid = found.get(0).uid();
        List<PodRef> containers =
                found.stream().filter(ref -> ref.uid().equals(uid)).toList();
        if (containers.size() == 1) {
            return containers.get(0);
        }
        return served(containers.get(0)).stream()
                .sorted(ServedConsole.inDomain())
                .map(ServedConsole::pod)
                .filter(containers::contains)
                .findFirst()
                .orElseGet(() -> containers.stream()
                        .min(Comparator.comparing(PodRef::container, AliasOrder.NATURAL))
                        .orElseThrow());
    }

    /** The consoles of the domain that belongs to a pod, which often has its name; none if they are not known. */
    private List<ServedConsole> served(PodRef pod) {
        List<ServedConsole> sameName = served(guestDirs.of(pod.pod()), pod);
        return sameName.isEmpty() ? served(allDirs(), pod) : sameName;
    }

    private static List<ServedConsole> served(List<GuestDir> dirs, PodRef pod) {
        return dirs.stream()
                .flatMap(dir -> servedOrNone(dir).stream())
                .filter(console -> isOfPod(console, pod))
                .toList();
    }

    private List<GuestDir> allDirs() {
        try {
            return guestDirs.all().stream().map(GuestDirs.Owned::dir).toList();
        } catch (ConteeException e) { // only pod logs may be read
            return List.of();
        }
    }

    private static List<ServedConsole> servedOrNone(GuestDir dir) {
        try {
            return ServedConsoles.of(dir);
        } catch (ConteeException e) { // only pod logs may be read, or the file is damaged
            return List.of();
        }
    }

    private static boolean isOfPod(ServedConsole console, PodRef pod) {
        return console.pod().uid().equals(pod.uid())
                && console.pod().namespace().equals(pod.namespace());
    }

    private List<GuestDir> ownDir(DomainId domain) {
        GuestDir dir = guestDirs.of(domain);
        return Files.isDirectory(dir.path()) ? List.of(dir) : List.of();
    }

    /** Returns the raw log of a domain, in the first of some directories. */
    private GuestLog rawLog(String domain, List<GuestDir> dirs, Optional<String> alias) {
        Path log = dirs.stream()
                .limit(1)
                .flatMap(dir -> rawLogs(domain, dir).stream())
                .filter(file -> alias.isEmpty() || Layout.alias(file).equals(alias.get()))
                .findFirst()
                .orElseThrow(() -> new NotFoundException(
                        "domain " + OneLine.quoted(domain) + " has left no log that may be read in "
                                + config.directories().ownPodLogs() + " or "
                                + config.directories().logs().path()));
        return GuestLog.raw(new LogContext(Optional.empty(), Optional.empty(), log, Map.of()), () -> true);
    }

    /** Returns the raw logs of a domain, that of its primary console first. */
    private List<Path> rawLogs(String domain, GuestDir dir) {
        List<Path> logs = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(dir.path(), "*" + Layout.LOG)) {
            files.forEach(logs::add);
        } catch (NoSuchFileException e) {
            return logs;
        } catch (IOException e) {
            throw new ConteeException(
                    "cannot list the raw logs of domain " + domain + ": " + ConteeException.reason(e)
                            + ": see that you may read them",
                    e);
        }
        List<Path> order = servedOrNone(dir).stream()
                .sorted(ServedConsole.inDomain())
                .map(ServedConsole::rawLog)
                .toList();
        logs.sort(Comparator.comparingInt((Path log) -> order.contains(log) ? order.indexOf(log) : order.size())
                .thenComparing(Layout::alias, AliasOrder.NATURAL));
        return logs;
    }
}
