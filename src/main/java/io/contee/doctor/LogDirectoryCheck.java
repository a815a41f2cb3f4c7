package io.contee.doctor;

import io.contee.log.AtomicFile;
import io.contee.model.ByteSize;
import io.contee.model.ConteeException;
import io.contee.model.LogPolicy;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Checks whether logs can be written, by writing a file there, and there is space for them.
 *
 * @param name whose logs
 * @param key the configuration's key for the directory
 * @param directory where they are
 * @param policy how large they grow
 */
record LogDirectoryCheck(String name, String key, Path directory, LogPolicy policy) implements Check {

    private static final int PROBE_BYTES = 4096;
    private static final String CONSEQUENCE =
            "what guests print is not logged there: they wait for it (overflow: block), or it is lost";

    @Override
    public List<Finding> examine() {
        Path existing = directory;
        while (!Files.exists(existing) && existing.getParent() != null) {
            existing = existing.getParent();
        }
        if (!Files.isDirectory(existing)) {
            return List.of(problem(existing + " is not a directory", CONSEQUENCE, "set another " + key));
        }
        try {
            if (existing.equals(directory)) {
                probe();
            } else if (!Files.isWritable(existing)) {
                throw new FileSystemException(existing + " is closed to this user");
            }
            return List.of(space(existing));
        } catch (IOException e) {
            return List.of(problem(
                    directory + " cannot be written: " + ConteeException.reason(e),
                    CONSEQUENCE,
                    "make space, correct the permissions, or set another " + key));
        }
    }

    private void probe() throws IOException {
        Path probe =
                directory.resolve(".contee-doctor-" + ProcessHandle.current().pid());
        try (FileChannel channel = AtomicFile.create(probe, AtomicFile.PRIVATE)) {
            Channels.newOutputStream(channel).write(new byte[PROBE_BYTES]);
        } finally {
            Files.deleteIfExists(probe);
        }
    }

    private Finding space(Path existing) throws IOException {
        long free = Files.getFileStore(existing).getUsableSpace();
        long needed = policy.maxSize().bytes() * (policy.maxFiles() + 1);
        if (free < needed) {
            return warning(
                    directory + " has " + mebibytes(free) + " of free space",
                    "the logs of one console alone may take " + mebibytes(needed),
                    "make space, or set lower limits for logs");
        }
        String there = Files.exists(directory) ? "" : " (it will be made)";
        return ok(directory + there + " can be written and has " + mebibytes(free) + " of free space");
    }

    private static String mebibytes(long bytes) {
        return new ByteSize(bytes >> 20 << 20).toString();
    }
}
