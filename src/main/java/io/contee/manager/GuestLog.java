package io.contee.manager;

import io.contee.log.read.LogReader;
import io.contee.log.read.ReadOptions;
import io.contee.model.ConteeException;
import io.contee.model.NotFoundException;
import java.util.function.BooleanSupplier;

/** A pod log or raw log of a console, which can be read by any number of readers. Immutable. */
public final class GuestLog {

    private final LogContext context;
    private final boolean raw;
    private final BooleanSupplier writing;

    private GuestLog(LogContext context, boolean raw, BooleanSupplier writing) {
        this.context = context;
        this.raw = raw;
        this.writing = writing;
    }

    /** @param writing returns, at each call, whether more may be written */
    static GuestLog pod(LogContext context, BooleanSupplier writing) {
        return new GuestLog(context, false, writing);
    }

    /** @param writing returns, at each call, whether more may be written */
    static GuestLog raw(LogContext context, BooleanSupplier writing) {
        return new GuestLog(context, true, writing);
    }

    /** Returns the same log, to which nothing more will be written. */
    GuestLog ended() {
        return new GuestLog(context, raw, () -> false);
    }

    /** The known facts about its console. */
    public LogContext context() {
        return context;
    }

    /**
     * Opens it for reading. A reader that follows ends when the guest's run does.
     *
     * @throws NotFoundException if no such log exists
     * @throws ConteeException if it cannot be read, or not with these options
     */
    public LogReader read(ReadOptions options) {
        return raw
                ? LogReader.openRaw(context.log(), options, writing)
                : LogReader.open(context.log(), options, writing);
    }
}
