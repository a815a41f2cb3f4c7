package io.contee.http;

/** Nobody answers at the control socket. */
public final class UnreachableException extends AwayException {

    UnreachableException(String message, Throwable cause) {
        super(message, cause);
    }
}
