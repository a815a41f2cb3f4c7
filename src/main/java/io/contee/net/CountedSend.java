package io.contee.net;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Sends in a way that makes the kernel itself store the number of bytes sent at a given place in memory, before this
 * process goes on: if the memory is a file's, another process can read the number even if this one was killed within
 * the call. One thread uses it.
 *
 * <p>The place is a {@code struct mmsghdr} of sendmmsg(2) and its one {@code struct iovec}, as 64-bit machines have
 * them.
 */
public final class CountedSend {

    private static final int IOV = 16;
    private static final int IOV_COUNT = 24;
    private static final int COUNT = 56;
    private static final int VECTOR = 64;

    /** The size of the memory it needs. */
    public static final int BYTES = VECTOR + 16;

    private final ByteBuffer place;
    private final long address;

    /**
     * Makes a sender on a place that may hold an earlier process's count.
     *
     * @param place {@link #BYTES} of memory outside the heap, at a multiple of 8
     */
    public CountedSend(ByteBuffer place) {
        this.place = place.slice().order(ByteOrder.nativeOrder());
        this.address = Pointer.nativeValue(Native.getDirectBufferPointer(this.place));
    }

    /** Returns the number of bytes sent since {@link #reset}, by one {@link #send}. */
    public int count() {
        return place.getInt(COUNT);
    }

    /** Resets the count to 0. */
    public void reset() {
        place.putInt(COUNT, 0);
    }

    /**
     * Sends as much of the buffer's remaining bytes as the peer accepts in one call, and moves its position past them.
     *
     * @return the number of bytes, 0 if the peer accepts none now
     * @throws IOException if the connection failed or the peer does not read any more
     */
    public int send(UnixConnection connection, IoBuffer buffer) throws IOException {
        ByteBuffer bytes = buffer.bytes();
        place.putLong(VECTOR, buffer.address() + bytes.position())
                .putLong(VECTOR + 8, bytes.remaining())
                .putLong(IOV, address + VECTOR)
                .putLong(IOV_COUNT, 1);
        while (Libc.sendmmsg(connection.fd(), address, 1, Libc.MSG_NOSIGNAL) < 0) {
            switch (Libc.errno()) {
                case Libc.EINTR -> {}
                case Libc.EAGAIN -> {
                    return 0;
                }
                default -> throw Libc.failure("write to a unix socket");
            }
        }
        bytes.position(bytes.position() + count());
        return count();
    }
}
