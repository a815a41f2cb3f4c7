package io.contee.broker;

import io.contee.log.write.ConsoleLog;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;

/**
 * The gap of a log before its next output, until that is marked in the log. Apart from {@link LogSink}, which decides
 * when to write; the thread that writes the log calls it.
 */
final class LogGap {

    private final InstantSource clock;

    /** The number of bytes that are lost for certain. */
    private long bytes;

    private long possibleBytes;
    private boolean unknown;
    private Instant since = Instant.EPOCH;

    /** @param clock for the time at which a gap begins */
    LogGap(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * Adds bytes that are lost.
     *
     * @return whether a gap begins
     */
    boolean add(long lost) {
        boolean begins = begin();
        bytes += lost;
        return begins;
    }

    /**
     * Notes that up to this many bytes may be lost.
     *
     * @return whether a gap begins
     */
    boolean addPossible(long atMost) {
        boolean begins = begin();
        possibleBytes = atMost;
        return begins;
    }

    /**
     * Notes that an unknown number of bytes may be lost.
     *
     * @return whether a gap begins
     */
    boolean addUnknown() {
        boolean begins = begin();
        unknown = true;
        return begins;
    }

    private boolean begin() {
        if (isDue()) {
            return false;
        }
        since = clock.instant();
        return true;
    }

    /** Returns whether there is a gap to be marked. */
    boolean isDue() {
        return bytes > 0 || possibleBytes > 0 || unknown;
    }

    /** Returns whether an unknown number of bytes may be lost. */
    boolean isUnknown() {
        return unknown;
    }

    /** Returns the number of bytes that are lost for certain. */
    long bytes() {
        return bytes;
    }

    /** Returns the time at which the gap began. */
    Instant since() {
        return since;
    }

    /**
     * Marks in the log what may be lost; what is marked is not marked again after a failure.
     *
     * @throws IOException if the log cannot be written
     */
    void markPossible(ConsoleLog log) throws IOException {
        if (possibleBytes > 0) {
            log.markPossibleGap(possibleBytes, since);
            possibleBytes = 0;
        }
        if (unknown) {
            log.markUnknownGap(since);
            unknown = false;
        }
    }

    /**
     * Marks in the log what is lost for certain.
     *
     * @return the number of bytes
     * @throws IOException if the log cannot be written
     */
    long mark(ConsoleLog log) throws IOException {
        if (bytes > 0) {
            log.markGap(bytes, since);
        }
        long marked = bytes;
        bytes = 0;
        return marked;
    }
}
