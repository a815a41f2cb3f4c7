package io.contee.log.write;

import io.contee.log.GuestDirs;
import io.contee.log.format.Formats;
import io.contee.log.format.IoLogFormat;
import io.contee.log.format.LogBuffers;
import io.contee.log.format.RecordFormat;
import io.contee.model.ByteSize;
import io.contee.model.ConteeException;
import io.contee.model.DomainId;
import io.contee.model.Layout.GuestDir;
import io.contee.model.Layout.LogDir;
import io.contee.model.LogFileMode;
import io.contee.model.LogFormat;
import io.contee.model.LogPolicy;
import io.contee.stats.LogCounters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * Opens logs, from any thread. Each thread that calls a log has its own memory for encoding, about 320 KiB: a log whose
 * disk hangs never shares it with another.
 */
public final class LogFactory {

    private final InstantSource clock;
    private final ThreadLocal<LogBuffers> memory = ThreadLocal.withInitial(LogBuffers::new);

    private final FileAccess access;
    private final LogQuota quota;
    private final Executor gzip = OldFileGzip.newThread();

    /**
     * Makes an opener of logs.
     *
     * @param clock the time of records and of rotated files
     * @param mode the mode and owner of new files and directories
     * @param total the limit of all logs together that are opened or counted: the largest ones shrink to keep it
     */
    public LogFactory(InstantSource clock, LogFileMode mode, Optional<ByteSize> total) {
        this.clock = clock;
        this.access = new FileAccess(mode);
        this.quota = new LogQuota(total.map(ByteSize::bytes).orElse(Long.MAX_VALUE), clock);
    }

    /** Makes an opener of logs whose files are 0640 and have no common limit. */
    public LogFactory(InstantSource clock) {
        this(clock, LogFileMode.DEFAULT, Optional.empty());
    }

    /**
     * Counts the logs below a directory, except hidden ones, against the limit of all logs; their old files are deleted
     * for it like those of open logs. Does nothing without a limit.
     *
     * @throws ConteeException if they cannot be listed
     */
    public void count(Path directory) {
        if (quota.isLimited()) {
            try {
                for (Path log : RestingLog.below(directory)) {
                    quota.countResting(log);
                }
            } catch (IOException e) {
                throw new ConteeException(
                        "cannot count the logs in " + directory + ": " + ConteeException.reason(directory, e)
                                + "; correct that, or leave totalLogSize out",
                        e);
            }
        }
    }

    /**
     * Gives a guest that starts the directory of raw logs that is called as it. That of another guest which had the
     * name before is moved away, and that of the guest is moved there if it was renamed. Neither may have open logs.
     *
     * @throws ConteeException if that fails; the guest's logs are then found by its UUID
     */
    public void claim(GuestDirs dirs, LogDir logs, DomainId domain) {
        List<GuestDir> moved = new GuestDirClaim(access, dirs, logs).claim(domain);
        moved.forEach(dir -> count(dir.path()));
        if (!moved.isEmpty()) {
            quota.recountSoon();
        }
    }

    /**
     * Opens a raw log, or continues it: {@code path}, and beside it {@code .0} the newest old file, {@code .1} and so
     * on. Missing directories are created.
     *
     * @throws ConteeException if it cannot be opened
     */
    public ConsoleLog raw(Path path, LogPolicy policy) {
        return raw(path, policy, new LogCounters());
    }

    /** Does the same, with the counters to use. */
    public ConsoleLog raw(Path path, LogPolicy policy, LogCounters counters) {
        return open("raw log", path, policy, numbered(path, policy), counters, file -> new RawLog(file, clock));
    }

    /**
     * Opens a log of VIC's entry format, or continues it, with old files named as those of a raw log. An entry that a
     * crash tore is cut off. Missing directories are created.
     *
     * @throws ConteeException if it cannot be opened
     */
    public ConsoleLog entries(Path path, LogPolicy policy, LogCounters counters) {
        return open("entry log", path, policy, numbered(path, policy), counters, records(new IoLogFormat(), policy));
    }

    /**
     * Opens a pod log of the policy's format, else of json-file, or continues it: {@code path}, and beside it old files
     * as the kubelet names them. A record that a crash tore is cut off. Missing directories are created.
     *
     * @throws ConteeException if it cannot be opened
     */
    public ConsoleLog pod(Path path, LogPolicy policy) {
        return pod(path, policy, new LogCounters());
    }

    /** Does the same, with the counters to use. */
    public ConsoleLog pod(Path path, LogPolicy policy, LogCounters counters) {
        LogFormat format = policy.format().orElse(LogFormat.JSON);
        RecordFormat records = Formats.of(format, policy.lineEnd().orElse(format.defaultLineEnd()));
        Backups backups = new StampedBackups(path, FileRules.of(policy).maxFiles(), clock);
        count(Objects.requireNonNull(path.toAbsolutePath().getParent())); // the earlier attempts
        return open("pod log", path, policy, backups, counters, records(records, policy));
    }

    /**
     * Completes the pod log of a run that ended while nothing wrote the log, if its format marks the end of a line and
     * the last line has none. Does nothing if the log does not exist.
     *
     * @throws ConteeException if it cannot be opened or written
     */
    public void endPod(Path path, LogPolicy policy) {
        if (policy.format().orElse(LogFormat.JSON) != LogFormat.CRI || !Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (ConsoleLog log = pod(path, policy)) {
            log.endOutput();
        } catch (IOException e) {
            throw new ConteeException(
                    "cannot complete the pod log " + path + ": " + ConteeException.reason(path, e), e);
        }
    }

    private static Backups numbered(Path path, LogPolicy policy) {
        return new NumberedBackups(path, FileRules.of(policy).maxFiles());
    }

    private Opener records(RecordFormat format, LogPolicy policy) {
        return file -> new RecordLog(format, memory, file, policy.maxSize().bytes(), clock);
    }

    private interface Opener {
        ConsoleLog open(RotatingFile file) throws IOException;
    }

    private ConsoleLog open(
            String what, Path path, LogPolicy policy, Backups backups, LogCounters counters, Opener opener) {
        try {
            RotatingFile file = RotatingFile.open(path, FileRules.of(policy), backups, access, quota, gzip, counters);
            try {
                return opener.open(file);
            } catch (IOException | RuntimeException e) {
                try (file) {
                    throw e;
                }
            }
        } catch (IOException e) {
            throw new ConteeException(
                    "cannot open the " + what + " " + path + ": " + ConteeException.reason(path, e)
                            + "; correct that, or configure another log directory",
                    e);
        }
    }

    /**
     * Returns the current size of a log's files on the disk, with the compressed size of compressed ones. May wait for
     * the disk.
     *
     * @param path the log's current file
     * @throws IOException if they cannot be listed
     */
    public static long bytesOnDisk(Path path) throws IOException {
        return RestingLog.bytes(path);
    }

    /** Returns the limit of a log's files on the disk, in bytes. */
    public static long limit(LogPolicy policy) {
        return FileRules.of(policy).maxBytes();
    }
}
