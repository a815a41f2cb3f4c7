package io.contee.log;

import io.contee.model.ConteeException;
import io.contee.model.LineEnd;
import io.contee.model.LogPolicy;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.InstantSource;

/**
 * Opens logs, from any thread. The working memory of encoding belongs to the thread that calls a log, about 320 KiB for
 * each that ever did: a log whose disk hangs never shares it with another.
 */
public final class ConsoleLogs {

    private final InstantSource clock;
    private final ThreadLocal<LogBuffers> memory = ThreadLocal.withInitial(LogBuffers::new);

    /** @param clock the time of records and of rotated files */
    public ConsoleLogs(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * Opens a raw log, or continues it: {@code path}, and beside it {@code .0} the newest old file, {@code .1} and so
     * on. Missing directories are created, 0750; the files are 0640.
     *
     * @throws ConteeException if it cannot be opened
     */
    public ConsoleLog raw(Path path, LogPolicy policy) {
        long maxSize = policy.maxSize().bytes();
        Backups backups = new NumberedBackups(path, policy.maxFiles());
        return open("raw log", path, maxSize, policy.maxFiles(), backups, file -> new RawLog(file, clock));
    }

    /**
     * Opens a pod log of docker's json-file format, or continues it: {@code path}, and beside it old files as the
     * kubelet names them. A record that a crash tore is cut off. Missing directories are created, 0750; the files are
     * 0640.
     *
     * @throws ConteeException if it cannot be opened
     */
    public ConsoleLog pod(Path path, LogPolicy policy) {
        long maxSize = policy.maxSize().bytes();
        Backups backups = new StampedBackups(path, policy.maxFiles(), clock);
        return open(
                "pod log",
                path,
                maxSize,
                policy.maxFiles(),
                backups,
                file -> new PodLog(new JsonFileFormat(LineEnd.KEEP), memory, file, maxSize, clock));
    }

    private interface Opener {
        ConsoleLog open(RotatingFile file) throws IOException;
    }

    private static ConsoleLog open(String what, Path path, long maxSize, int maxFiles, Backups backups, Opener opener) {
        try {
            RotatingFile file = RotatingFile.open(path, maxSize, maxFiles, backups);
            try {
                return opener.open(file);
            } catch (IOException | RuntimeException e) {
                try (file) {
                    throw e;
                }
            }
        } catch (IOException e) {
            throw new ConteeException(
                    "cannot open the " + what + " " + path + ": " + reason(path, e)
                            + "; correct that, or configure another log directory",
                    e);
        }
    }

    /** Why {@code path} could not be opened, with the path that stood in the way where it is another one. */
    static String reason(Path path, IOException e) {
        if (!(e instanceof FileSystemException failure)) {
            return ConteeException.reason(e);
        }
        String why = failure.getReason();
        if (why == null) {
            why = e instanceof AccessDeniedException
                    ? "permission denied"
                    : e.getClass().getSimpleName().replaceAll("Exception$", "").replaceAll("(?<=.)([A-Z])", " $1");
        }
        String where = failure.getFile();
        return where == null || where.equals(path.toString()) ? why : where + ": " + why;
    }
}
