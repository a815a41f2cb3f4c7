package io.contee.http;

import java.io.OutputStream;

/** Counts bytes and keeps none. */
final class CountingStream extends OutputStream {

    private long count;

    @Override
    public void write(int b) {
        count++;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        count += length;
    }

    long count() {
        return count;
    }
}
