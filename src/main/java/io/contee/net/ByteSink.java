package io.contee.net;

import java.io.IOException;

/** A receiver of bytes that never waits. */
public interface ByteSink {

    /**
     * Writes as much of the buffer's remaining bytes as is possible now, and moves the buffer's position past them.
     *
     * @return the number of bytes, 0 if none can be written now
     * @throws IOException if nothing can be written any more
     */
    int write(IoBuffer buffer) throws IOException;
}
