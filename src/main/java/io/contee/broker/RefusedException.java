package io.contee.broker;

import java.util.Objects;

/** The refusal of a connection. The message names the peer and the reason, on one line. */
final class RefusedException extends Exception {

    RefusedException(String message) {
        super(message);
    }

    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }
}
