package io.contee.http;

import io.contee.model.ConteeException;

/** A request that the API cannot understand. */
final class BadRequestException extends ConteeException {

    BadRequestException(String message) {
        super(message);
    }
}
