package io.contee.manager;

import io.contee.log.read.LogReader;
import io.contee.log.read.ReadOptions;
import io.contee.model.ConteeException;
import io.contee.model.NotFoundException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;

/** A pod log or raw log of a console, which can be read by any number of readers. Immutable. */
public final class GuestLog {

    private final LogContext context;
    private final List<Path> former;
    private final boolean raw;
    private final BooleanSupplier writing;

    private GuestLog(LogContext context, List<Path> former, boolean raw, BooleanSupplier writing) {
        this.context = context;
        this.former = former;
        this.raw = raw;
        this.writing = writing;
    }

    /**
     * Describes a pod log.
     *
     * @param directories the directories of its container's logs, which may be missing
     * @param writing returns, at each call, whether more may be written
     */
    static GuestLog pod(LogContext context, List<Path> directories, BooleanSupplier writing) {
        return new GuestLog(context, directories, false, writing);
    }

    /** @param writing returns, at each call, whether more may be written */
    static GuestLog raw(LogContext context, BooleanSupplier writing) {
        return new GuestLog(context, List.of(), true, writing);
    }

    /** Returns the same log, to which nothing more will be written. */
    GuestLog ended() {
        return new GuestLog(context, former, raw, () -> false);
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
                : LogReader.open(context.log(), former, options, writing);
    }
}
