package io.contee.broker;

import java.util.Objects;

/** A connection is not wanted. Its message says whose it is and why, on one line. */
final class RefusedException extends Exception {

    RefusedException(String message) {
        super(message);
    }

    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }
}
