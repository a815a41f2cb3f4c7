package io.contee.http;

import io.contee.model.ConteeException;

/** The daemon is away: it is stopped, or being restarted. Its guests run on, and it may be back in a moment. */
public abstract sealed class AwayException extends ConteeException
        permits UnreachableException, CutOffException, RestartingException {

    AwayException(String message) {
        super(Kind.UNAVAILABLE, message);
    }

    AwayException(String message, Throwable cause) {
        super(Kind.UNAVAILABLE, message, cause);
    }
}
