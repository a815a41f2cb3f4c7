package io.contee.net;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A direct buffer with a known address, for system calls without a copy or an allocation. */
public final class IoBuffer {

    private final ByteBuffer bytes;
    private final long address;

    /**
     * Allocates a buffer outside the heap.
     *
     * @param capacity its size in bytes
     */
    public IoBuffer(int capacity) {
        bytes = ByteBuffer.allocateDirect(capacity).order(ByteOrder.nativeOrder());
        address = Pointer.nativeValue(Native.getDirectBufferPointer(bytes));
    }

    /** Returns the bytes, with the position and limit that calls on a {@link UnixConnection} use and move. */
    public ByteBuffer bytes() {
        return bytes;
    }

    long address() {
        return address;
    }

    /**
     * Reads once, from the buffer's position on.
     *
     * @return the number of bytes, {@link UnixConnection#WOULD_BLOCK}, also for a full buffer, or {@link
     *     UnixConnection#END}
     */
    int fill(int fd, String what) throws IOException {
        return fill(fd, what, false);
    }

    /**
     * Reads in the same way, or leaves what is read in the socket for the next read.
     *
     * @param peek whether to leave it in the socket
     */
    int fill(int fd, String what, boolean peek) throws IOException {
        if (!bytes.hasRemaining()) {
            return UnixConnection.WOULD_BLOCK; // read(2) would return 0, as it does at the end
        }
        while (true) {
            long at = address + bytes.position();
            long n = peek ? Libc.recv(fd, at, bytes.remaining(), Libc.MSG_PEEK) : Libc.read(fd, at, bytes.remaining());
            if (n > 0) {
                bytes.position(bytes.position() + (int) n);
                return (int) n;
            }
            if (n == 0) {
                return UnixConnection.END;
            }
            switch (Libc.errno()) {
                case Libc.EINTR -> {}
                case Libc.EAGAIN -> {
                    return UnixConnection.WOULD_BLOCK;
                }
                default -> throw Libc.failure(what);
            }
        }
    }
}
