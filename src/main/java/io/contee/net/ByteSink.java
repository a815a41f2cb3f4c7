package io.contee.net;

import java.io.IOException;

/** Takes bytes without waiting. */
public interface ByteSink {

    /**
     * Takes as much of the buffer's remaining bytes as it takes now, and moves the buffer's position past them.
     *
     * @return the number of bytes, 0 if it takes none now
     * @throws IOException if it takes no more ever
     */
    int write(IoBuffer buffer) throws IOException;
}
