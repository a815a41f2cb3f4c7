package io.contee.http;

import io.contee.model.ConteeException;

/** Nobody answers at the control socket. */
public final class UnreachableException extends ConteeException {

    UnreachableException(String message, Throwable cause) {
        super(message, cause);
    }
}
