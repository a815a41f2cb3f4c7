package io.contee.virtlog;

import io.contee.net.IoBuffer;

/** The listener of a {@link VirtlogdFollower}; apart from it as {@link SpoolWatch} reports to it, too. The session's loop calls it. */
public interface VirtlogdListener {

    /** Returns whether it accepts output now; {@link VirtlogdFollower#setReading} follows when it does again. */
    boolean acceptsOutput();

    /** Handles output; the caller's last act. */
    void printed(IoBuffer output);

    /** Notes that output is missing before what comes next. */
    void missed(long bytes);

    /** Notes that all is read; the caller's last act. */
    void logEnded();

    /**
     * Notes that the log has no writer any more although its guest is not known to have ended; the caller's last
     * act.
     */
    void logDied();

    /** Notes that the log is written again after {@link #logDied}. */
    void logRevived();
}
