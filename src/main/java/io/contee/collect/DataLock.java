package io.contee.collect;

import io.contee.model.ConteeException;
import io.contee.model.Layout.DataDir;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Ensures that at most one process collects the same data into a directory. The kernel releases the lock when the
 * process ends.
 */
final class DataLock implements AutoCloseable {

    private final FileChannel channel;

    private DataLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Acquires the lock, and creates the directory if it does not exist.
     *
     * @param what the kind of data that is collected
     * @throws ConteeException if another process holds the lock, or the directory cannot be written
     */
    static DataLock acquire(Path dataDir, String what) {
        try {
            WindowFiles.makeDirectory(dataDir);
            FileChannel channel = FileChannel.open(
                    new DataDir(dataDir).lock(what),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE,
                    LinkOption.NOFOLLOW_LINKS);
            if (!tryLock(channel)) {
                channel.close();
                throw new ConteeException("another contee collects " + what + " into " + dataDir
                        + " already: stop it first, or give this one another DATA_DIR");
            }
            return new DataLock(channel);
        } catch (IOException e) {
            throw new ConteeException(
                    "cannot collect " + what + " into " + dataDir + ": " + DataFailure.reason(e)
                            + ": check its permissions, or set DATA_DIR or collect.dataDir",
                    e);
        }
    }

    private static boolean tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false; // held by this process
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new ConteeException("cannot let go of the data directory: " + ConteeException.reason(e), e);
        }
    }
}
