package io.contee.http;

import io.contee.model.ConteeException;

/** Performs a request for a restart. */
@FunctionalInterface
public interface Restart {

    /** The choice of a contee that is part of another program. */
    Restart REFUSED = () -> {
        throw new ConteeException("this contee is part of another program: restart that");
    };

    /**
     * Starts the process that replaces this one, and returns once it is ready.
     *
     * @return its id
     * @throws ConteeException if it cannot; this one continues to serve
     */
    long begin();
}
