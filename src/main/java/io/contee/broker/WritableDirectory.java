package io.contee.broker;

import io.contee.model.ConteeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Checks whether a directory of logs can be written. Any thread may call it. */
final class WritableDirectory {

    private final Path directory;
    private final DiskQuery<Optional<String>> query;

    /** @param limit the maximum time to wait for the disk */
    WritableDirectory(Path directory, Duration limit) {
        this.directory = directory;
        this.query = new DiskQuery<>(limit);
    }

    /** Returns why the directory cannot be written, or made if it does not exist yet; empty if it can. */
    Optional<String> fault() {
        return query.ask(this::look).orElseGet(() -> Optional.of(directory + ": its disk hangs"));
    }

    private Optional<String> look() {
        Path existing = directory;
        while (!Files.exists(existing) && existing.getParent() != null) {
            existing = existing.getParent();
        }
        if (!Files.isDirectory(existing) || !Files.isWritable(existing)) {
            return Optional.of(existing + " is not a directory that contee may write to: check logDir and podLogDir");
        }
        try {
            return Files.getFileStore(existing).getUsableSpace() > 0
                    ? Optional.empty()
                    : Optional.of(existing + ": its disk is full");
        } catch (IOException e) {
            return Optional.of(existing + ": " + ConteeException.reason(e));
        }
    }
}
