package io.contee.manager;

import io.contee.log.LogReader;
import io.contee.log.ReadOptions;
import io.contee.model.ConteeException;
import io.contee.model.NotFoundException;
import java.util.function.BooleanSupplier;

/** A log of a console, which can be read by any number of readers. Immutable. */
public final class GuestLog {

    private final LogContext context;
    private final BooleanSupplier writing;

    /** @param writing tells, whenever it is asked, whether more may be written */
    GuestLog(LogContext context, BooleanSupplier writing) {
        this.context = context;
        this.writing = writing;
    }

    /** What is known of its console. */
    public LogContext context() {
        return context;
    }

    /**
     * Opens it for reading. A reader that follows ends when the guest's run does.
     *
     * @throws NotFoundException if there is no such log
     * @throws ConteeException if it cannot be read, or not so
     */
    public LogReader read(ReadOptions options) {
        return context.pod().isPresent()
                ? LogReader.open(context.log(), options, writing)
                : LogReader.openRaw(context.log(), options, writing);
    }
}
