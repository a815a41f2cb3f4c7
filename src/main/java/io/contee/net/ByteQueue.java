package io.contee.net;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A bounded queue of bytes that are not written to a peer yet. It holds memory only while it is not empty. */
public final class ByteQueue {

    private static final byte[] NONE = {};

    private final int limit;
    private byte[] ring = NONE;
    private int head;
    private int size;

    /** @param limit the maximum number of bytes */
    public ByteQueue(int limit) {
        this.limit = limit;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    public int size() {
        return size;
    }

    /** Appends as much of {@code bytes} as there is room for, and moves its position past that. */
    public void put(ByteBuffer bytes) {
        int count = Math.min(bytes.remaining(), limit - size);
        if (count == 0) {
            return;
        }
        grow(size + count);
        int tail = (head + size) % ring.length;
        int first = Math.min(count, ring.length - tail);
        bytes.get(ring, tail, first);
        bytes.get(ring, 0, count - first);
        size += count;
    }

    private void grow(int needed) {
        if (needed <= ring.length) {
            return;
        }
        byte[] larger = new byte[Math.min(limit, Math.max(needed, 2 * ring.length))];
        int first = Math.min(size, ring.length - head);
        System.arraycopy(ring, head, larger, 0, first);
        System.arraycopy(ring, 0, larger, first, size - first);
        ring = larger;
        head = 0;
    }

    /**
     * Writes as much as the peer accepts now.
     *
     * @param scratch a buffer to write from
     * @return the number of bytes written
     */
    public int drain(ByteSink peer, IoBuffer scratch) throws IOException {
        int total = 0;
        while (size > 0) {
            ByteBuffer bytes = scratch.bytes().clear();
            int count = Math.min(bytes.remaining(), Math.min(size, ring.length - head));
            bytes.put(ring, head, count).flip();
            int taken = peer.write(scratch);
            head = (head + taken) % ring.length;
            size -= taken;
            total += taken;
            if (taken < count) {
                return total;
            }
        }
        clear();
        return total;
    }

    /** Removes and returns the first bytes, at most {@code max}. */
    public byte[] read(int max) {
        byte[] taken = new byte[Math.min(max, size)];
        if (taken.length > 0) {
            int first = Math.min(taken.length, ring.length - head);
            System.arraycopy(ring, head, taken, 0, first);
            System.arraycopy(ring, 0, taken, first, taken.length - first);
            head = (head + taken.length) % ring.length;
            size -= taken.length;
        }
        if (size == 0) {
            clear();
        }
        return taken;
    }

    public void clear() {
        ring = NONE;
        head = 0;
        size = 0;
    }
}
