package io.contee.model;

/** Reports that a named object does not exist: a domain, a console, a log. */
public final class NotFoundException extends ConteeException {

    /** Makes a failure with a message of one line. */
    public NotFoundException(String message) {
        super(Kind.NOT_FOUND, message);
    }
}
