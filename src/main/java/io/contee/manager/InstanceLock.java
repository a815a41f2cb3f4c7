package io.contee.manager;

import io.contee.model.ConteeException;
import io.contee.model.Layout.RunDir;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Ensures that one contee at most serves a run directory. The kernel releases the lock when a process dies. */
final class InstanceLock implements AutoCloseable {

    private final FileChannel channel;

    private InstanceLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Acquires the lock, and makes the directory if it does not exist.
     *
     * @throws ConteeException if another contee has it, or it cannot be acquired
     */
    static InstanceLock acquire(Path runDir) {
        Path file = new RunDir(runDir).lock();
        try {
            Files.createDirectories(
                    runDir, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx--x--x")));
            refuseIfOthersWrite(runDir);
            FileChannel channel = FileChannel.open(
                    file,
                    Set.of(
                            StandardOpenOption.CREATE,
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE,
                            LinkOption.NOFOLLOW_LINKS),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            if (tryLock(channel) == null) {
                channel.close();
                throw new ConteeException(
                        "another contee serves " + runDir + ": stop it first, or give this one another runDir");
            }
            return new InstanceLock(channel);
        } catch (IOException e) {
            throw new ConteeException(
                    "cannot use the run directory " + runDir + ": " + ConteeException.reason(e)
                            + ": check its permissions, or set runDir",
                    e);
        }
    }

    /** Whoever could make files there could replace one of contee's sockets. */
    private static void refuseIfOthersWrite(Path runDir) throws IOException {
        Object owner = Files.getAttribute(runDir, "unix:uid");
        boolean ours = owner.equals(0) || owner.equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(runDir);
        if (!ours
                || permissions.contains(PosixFilePermission.GROUP_WRITE)
                || permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
            throw new ConteeException("cannot use the run directory " + runDir
                    + ": others may write to it: chown it to contee's user and chmod go-w it, or set runDir");
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // held by this very process
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new ConteeException("cannot release the run directory: " + ConteeException.reason(e), e);
        }
    }
}
