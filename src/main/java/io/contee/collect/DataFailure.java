package io.contee.collect;

import io.contee.model.ConteeException;
import io.contee.model.OneLine;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.slf4j.Logger;

/** Logs a failure once, until it is over. Used by one thread. */
final class DataFailure {

    private final Logger log;
    private String reported = "";

    DataFailure(Logger log) {
        this.log = log;
    }

    /** Logs a failure, unless it was the last one logged. */
    void report(String message) {
        if (!message.equals(reported)) {
            log.warn("{}", message);
            reported = message;
        }
    }

    /**
     * Logs that something works again, if it did not.
     *
     * @param what what works again
     */
    void over(String what) {
        if (!reported.isEmpty()) {
            log.info("{} again", what);
            reported = "";
        }
    }

    /** Returns the reason why a file could not be used, with its path if the failure names it. */
    static String reason(IOException e) {
        if (!(e instanceof FileSystemException failure)) {
            return OneLine.of(ConteeException.reason(e));
        }
        String why = failure.getReason();
        if (why == null) {
            why = e instanceof AccessDeniedException
                    ? "permission denied"
                    : e instanceof NoSuchFileException
                            ? "no such file or directory"
                            : e instanceof FileAlreadyExistsException
                                    ? "it is there and no directory"
                                    : e.getClass().getSimpleName();
        }
        return OneLine.of(failure.getFile() == null ? why : failure.getFile() + ": " + why);
    }
}
