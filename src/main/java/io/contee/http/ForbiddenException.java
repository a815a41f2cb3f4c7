package io.contee.http;

import io.contee.model.ConteeException;

/** The peer may not do what it asks for. */
final class ForbiddenException extends ConteeException {

    ForbiddenException(String message) {
        super(Kind.FORBIDDEN, message);
    }
}
