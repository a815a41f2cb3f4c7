package io.contee.broker;

import io.contee.log.AtomicFile;
import io.contee.model.ConteeException;
import io.contee.model.Layout.SpoolDir;
import io.contee.model.OneLine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A mark beside the log that virtlogd writes for a console in mode pty. It means that another domain has the same log
 * in its XML, for example a clone that was made without contee. Output that was written while contee did not watch the
 * log may be that domain's, and is not copied to the console's logs. Any thread may use it.
 */
public final class ForeignOutput {

    private ForeignOutput() {}

    private static Path mark(Path log) {
        return SpoolDir.foreignMark(log);
    }

    /**
     * Marks a log, unless its directory does not exist.
     *
     * @param writer the other domain's name
     * @throws ConteeException if the mark cannot be written
     */
    public static void mark(Path log, String writer) {
        Path directory = log.getParent();
        if (directory == null || !Files.isDirectory(directory)) {
            return;
        }
        try {
            AtomicFile.replace(mark(log), OneLine.of(writer).getBytes(StandardCharsets.UTF_8), AtomicFile.PUBLIC);
        } catch (IOException e) {
            throw new ConteeException(
                    "cannot mark " + log + " as written by domain " + OneLine.of(writer) + ": "
                            + ConteeException.reason(e),
                    e);
        }
    }

    /** Returns the name of the other domain, if the log is marked. */
    static Optional<String> writer(Path log) {
        try {
            return Optional.of(OneLine.of(Files.readString(mark(log), StandardCharsets.UTF_8)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of("another domain");
        }
    }

    /** Removes the mark. */
    static void clear(Path log) {
        try {
            Files.deleteIfExists(mark(log));
        } catch (IOException e) {
            throw new ConteeException("cannot remove " + mark(log) + ": " + ConteeException.reason(e), e);
        }
    }
}
