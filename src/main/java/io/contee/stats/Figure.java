package io.contee.stats;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A number that one thread at a time writes, and any thread reads. A reader sees each value soon, and never one that
 * was not written; of two figures it may see the later change first. Where another thread becomes the writer, something
 * else must hand the figure over to it, as an event loop's queue does.
 */
public final class Figure {

    private static final VarHandle VALUE;

    static {
        try {
            VALUE = MethodHandles.lookup().findVarHandle(Figure.class, "value", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @SuppressWarnings("unused") // through VALUE
    private long value;

    /** Adds to the value. The writer calls it. */
    public void add(long more) {
        set(get() + more);
    }

    /** Sets the value. The writer calls it. */
    public void set(long newValue) {
        VALUE.setOpaque(this, newValue);
    }

    /** Returns the value. */
    public long get() {
        return (long) VALUE.getOpaque(this);
    }
}
