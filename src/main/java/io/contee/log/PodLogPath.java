package io.contee.log;

import io.contee.model.ConteeException;
import io.contee.model.NotFoundException;
import io.contee.model.PodRef;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The paths of pod logs: {@code <root>/<namespace>_<pod>_<uid>/<container>/<attempt>.log}, as the kubelet has it. */
public final class PodLogPath {

    private static final Pattern ATTEMPT = Pattern.compile("\\.?([0-9]{1,9})\\.log(\\..*)?");

    private static final Pattern CURRENT = Pattern.compile("[0-9]{1,9}\\.log");

    private PodLogPath() {}

    /** Returns the directory of a container's logs, which has one log for each attempt. */
    public static Path directory(Path root, PodRef pod) {
        return root.resolve(pod.directory()).resolve(pod.container());
    }

    /**
     * Returns the log of one attempt.
     *
     * @param attempt 0 for the first start of the domain
     */
    public static Path of(Path root, PodRef pod, int attempt) {
        return directory(root, pod).resolve(attempt + ".log");
    }

    /**
     * Returns the number of the last attempt that left a log, rotated ones included.
     *
     * @return empty if there is none
     * @throws ConteeException if the directory cannot be read
     */
    public static OptionalInt lastAttempt(Path root, PodRef pod) {
        return list(root, pod).stream().mapToInt(PodLogPath::attempt).max();
    }

    /**
     * Returns the log of the last attempt of a container, rotated ones included.
     *
     * @param log the current file of any attempt's log, or of a log that has no attempts, which is returned as it is
     * @throws ConteeException if the directory cannot be read
     */
    public static Path last(Path log) {
        if (!hasAttempts(log)) {
            return log;
        }
        Path directory = Objects.requireNonNull(log.toAbsolutePath().getParent());
        return list(directory).stream().mapToInt(PodLogPath::attempt).max().stream()
                .mapToObj(attempt -> directory.resolve(attempt + ".log"))
                .findFirst()
                .orElse(log);
    }

    /** Returns whether a log belongs to one attempt of a container. */
    public static boolean hasAttempts(Path log) {
        return CURRENT.matcher(log.getFileName().toString()).matches();
    }

    /**
     * Returns the log of the last attempt before another one that left a log, rotated ones included.
     *
     * @param log the current file of the other attempt's log
     * @param former other directories that have earlier attempts of the container
     * @throws NotFoundException if there is none
     * @throws ConteeException if a directory cannot be read
     */
    public static Path previous(Path log, List<Path> former) {
        int attempt = attempt(log);
        return attempts(log, former).headMap(attempt, false).values().stream()
                .reduce((one, later) -> later)
                .orElseThrow(() ->
                        new NotFoundException("there is no log of a run before " + log + ": read without previous"));
    }

    /**
     * Returns the logs of the attempts from one to a later one that left any, in order.
     *
     * @param log the current file of the later attempt's log
     * @param former other directories that have earlier attempts of the container
     * @param first the name of the current file of the first one's; if it is not an attempt's log, only the later one
     *     is returned
     * @throws ConteeException if a directory cannot be read
     */
    public static List<Path> since(Path log, List<Path> former, Optional<String> first) {
        if (first.isEmpty()
                || !hasAttempts(log)
                || !CURRENT.matcher(first.get()).matches()) {
            return List.of(log);
        }
        int attempt = attempt(log);
        int firstAttempt = Math.min(attempt(Path.of(first.get())), attempt);
        List<Path> logs = new ArrayList<>(
                attempts(log, former).subMap(firstAttempt, true, attempt, false).values());
        logs.add(log);
        return List.copyOf(logs);
    }

    /** Returns the logs of a container's attempts; one that is in several directories is that beside {@code log}. */
    private static NavigableMap<Integer, Path> attempts(Path log, List<Path> former) {
        Path directory = Objects.requireNonNull(log.toAbsolutePath().getParent());
        NavigableMap<Integer, Path> attempts = new TreeMap<>();
        for (Path place : Stream.concat(Stream.of(directory), former.stream()).toList()) {
            for (Path file : list(place)) {
                attempts.computeIfAbsent(attempt(file), attempt -> place.resolve(attempt + ".log"));
            }
        }
        return attempts;
    }

    /**
     * Deletes the logs of the attempts before one, rotated ones included.
     *
     * @param first the first attempt whose logs stay
     * @return the number of deleted files
     * @throws ConteeException if one cannot be deleted; the others are
     */
    public static int deleteBefore(Path root, PodRef pod, int first) {
        int deleted = 0;
        List<String> failures = new ArrayList<>();
        for (Path file : list(root, pod)) {
            if (attempt(file) < first) {
                try {
                    Files.deleteIfExists(file);
                    deleted++;
                } catch (IOException e) {
                    failures.add(file + ": " + ConteeException.reason(file, e));
                }
            }
        }
        if (!failures.isEmpty()) {
            throw new ConteeException("cannot delete old pod logs: " + String.join("; ", failures));
        }
        return deleted;
    }

    private static int attempt(Path file) {
        Matcher matcher = ATTEMPT.matcher(file.getFileName().toString());
        if (!matcher.matches()) {
            throw new IllegalArgumentException(file.toString());
        }
        return Integer.parseInt(matcher.group(1));
    }

    private static List<Path> list(Path root, PodRef pod) {
        return list(directory(root, pod));
    }

    private static List<Path> list(Path directory) {
        List<Path> logs = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(
                directory,
                file -> ATTEMPT.matcher(file.getFileName().toString()).matches())) {
            files.forEach(logs::add);
            return logs;
        } catch (NoSuchFileException e) {
            return logs;
        } catch (NotDirectoryException e) {
            throw new ConteeException(
                    "cannot list the pod logs in " + directory + ": it is not a directory; remove it", e);
        } catch (IOException e) {
            throw new ConteeException(
                    "cannot list the pod logs in " + directory + ": " + ConteeException.reason(directory, e)
                            + "; correct that, or configure another log directory",
                    e);
        }
    }
}
