package io.contee.model;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Objects;

/**
 * The root of every failure that contee reports. The message is one line for the person who asked: what was tried, on
 * what, why it failed, and what to do about it. It is shown without a stack trace.
 */
public class ConteeException extends RuntimeException {

    /** Makes a failure with a message of one line. */
    public ConteeException(String message) {
        super(message);
    }

    /** Makes a failure with a message of one line, and the cause for a developer's log. */
    public ConteeException(String message, Throwable cause) {
        super(message, cause);
    }

    @Override
    public String getMessage() {
        return Objects.requireNonNullElse(super.getMessage(), "");
    }

    /**
     * The reason in {@code e}'s own words, for the end of a message: its message, or its kind where it has none.
     *
     * @param e any failure
     */
    public static String reason(Throwable e) {
        String message = e.getMessage();
        return message == null || message.isBlank() ? e.getClass().getSimpleName() : message;
    }

    /** Why {@code path} could not be opened, with the path that stood in the way where it is another one. */
    public static String reason(Path path, IOException e) {
        if (!(e instanceof FileSystemException failure)) {
            return reason(e);
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
