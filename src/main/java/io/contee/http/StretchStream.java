package io.contee.http;

import java.io.IOException;
import java.io.OutputStream;

/** Passes on one range of the bytes that are written. */
final class StretchStream extends OutputStream {

    private final OutputStream out;
    private final ByteRange stretch;
    private long position;

    StretchStream(OutputStream out, ByteRange stretch) {
        this.out = out;
        this.stretch = stretch;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        long from = Math.max(stretch.first(), position);
        long to = Math.min(stretch.last() + 1, position + length);
        if (from < to) {
            out.write(bytes, offset + (int) (from - position), (int) (to - from));
        }
        position += length;
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }
}
