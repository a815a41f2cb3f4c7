package io.contee.manager;

import io.contee.model.ConteeException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/** Makes sure that one contee at most serves a run directory. The kernel lets go of the lock when a process dies. */
final class InstanceLock implements AutoCloseable {

    private final FileChannel channel;

    private InstanceLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes the lock, and makes the directory if it is not there.
     *
     * @throws ConteeException if another contee has it, or it cannot be taken
     */
    static InstanceLock take(Path runDir) {
        Path file = runDir.resolve("contee.lock");
        try {
            Files.createDirectories(
                    runDir, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx--x--x")));
            FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
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
            throw new ConteeException("cannot let go of the run directory: " + ConteeException.reason(e), e);
        }
    }
}
