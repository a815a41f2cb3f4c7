package io.contee.net;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A direct buffer whose address is known, for system calls without a copy or an allocation. */
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

    /** The bytes, with the position and limit that calls on a {@link UnixConnection} use and move. */
    public ByteBuffer bytes() {
        return bytes;
    }

    long address() {
        return address;
    }
}
