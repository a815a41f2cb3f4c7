package io.contee.http;

import io.contee.model.ConteeException;

/** What a request for a restart does. */
@FunctionalInterface
public interface Restart {

    /** For a contee that is part of another program. */
    Restart REFUSED = () -> {
        throw new ConteeException("this contee is part of another program: restart that");
    };

    /**
     * Starts another process that takes over from this one, and returns when it is about to.
     *
     * @return its id
     * @throws ConteeException if it cannot; this one serves on
     */
    long begin();
}
