package io.contee.model;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Objects;

/**
 * The root of every failure that contee reports. The message is one line for the user: what was tried, on what, why it
 * failed, and what to do about it. It is shown without a stack trace.
 */
public class ConteeException extends RuntimeException {

    /** The kind of failure. An API turns it into a status, a command into a hint. */
    public enum Kind {
        /** The named object does not exist: a domain, a console, a log. */
        NOT_FOUND,
        /** Another client, process or run is in the way. */
        CONFLICT,
        /** The user or the configuration does not allow it. */
        FORBIDDEN,
        /** Something that is needed does not answer now: it may do so later. */
        UNAVAILABLE,
        /** The request cannot be fulfilled as it is. */
        INVALID,
        /** contee itself has failed. */
        INTERNAL
    }

    private final Kind kind;

    /** Makes a failure of the kind {@link Kind#INVALID} with a message of one line. */
    public ConteeException(String message) {
        this(Kind.INVALID, message);
    }

    /** Makes a failure of the kind {@link Kind#INVALID} with a message of one line, and the cause for a developer. */
    public ConteeException(String message, Throwable cause) {
        this(Kind.INVALID, message, cause);
    }

    /** Makes a failure with a message of one line. */
    public ConteeException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    /** Makes a failure with a message of one line, and the cause for a developer. */
    public ConteeException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /**
     * Marks this thread as interrupted again, and returns the failure of what it was doing.
     *
     * @param activity completes "interrupted while …"
     */
    public static ConteeException interrupted(String activity, InterruptedException e) {
        Thread.currentThread().interrupt();
        return new ConteeException("interrupted while " + activity, e);
    }

    /** Returns the kind of failure. */
    public final Kind kind() {
        return kind;
    }

    @Override
    public String getMessage() {
        return Objects.requireNonNullElse(super.getMessage(), "");
    }

    /**
     * Returns the reason in {@code e}'s own words, for the end of a message: its message, or its type if it has none.
     *
     * @param e any failure
     */
    public static String reason(Throwable e) {
        String message = e.getMessage();
        return message == null || message.isBlank() ? e.getClass().getSimpleName() : message;
    }

    /** Returns why {@code path} could not be opened, with the path that caused the failure if it is another one. */
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
