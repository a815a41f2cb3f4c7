package io.contee.log.write;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;

/**
 * One log of one console. Its calls come one at a time, each after the previous one has returned, from any thread.
 *
 * <p>After an {@link IOException} the log stays usable: bytes appended before are on disk or kept, a half-written
 * record is completed by the next call that succeeds, and the caller may retry at any time.
 */
public interface ConsoleLog extends Closeable {

    /**
     * Appends what the guest sent, from the buffer's position to its limit. The buffer is not kept.
     *
     * @param output direct or not; its position is moved to its limit
     * @throws IOException if the log cannot be written. The position is then after the last appended byte: the rest may
     *     be appended again later, or dropped and reported with {@link #markGap}
     */
    void append(ByteBuffer output) throws IOException;

    /**
     * Returns whether appended bytes wait to be written or forced to the disk: an unfinished line, bytes whose writing
     * failed, or those that {@link io.contee.model.LogSync#INTERVAL} has not forced yet. {@link #flushPartial} is due
     * at most one second after this became true.
     */
    boolean hasPartial();

    /**
     * Writes the unfinished line as a partial record; its continuation will be the next record. Bytes whose meaning a
     * later byte may change, such as a part of a UTF-8 sequence, are held back once, and then {@link #hasPartial} stays
     * true. Also forces written bytes to the disk where the policy requires it.
     *
     * @throws IOException if the log cannot be written; nothing is lost
     */
    void flushPartial() throws IOException;

    /**
     * Records in the log, on a separate line, that output is missing at this place.
     *
     * @param lostBytes the number of the guest's bytes that are missing
     * @param since the time at which the first of them was lost
     * @throws IOException if the log cannot be written
     */
    void markGap(long lostBytes, Instant since) throws IOException;

    /**
     * Does the same where it is not known whether output is missing.
     *
     * @param atMostBytes the most bytes of the guest that may be missing
     * @param since the time from which on they may be missing
     * @throws IOException if the log cannot be written
     */
    void markPossibleGap(long atMostBytes, Instant since) throws IOException;

    /**
     * Does the same where the amount of missing output is unknown.
     *
     * @param since the time from which on it is missing
     * @throws IOException if the log cannot be written
     */
    void markUnknownGap(Instant since) throws IOException;

    /** Returns the number of appended bytes that the file does not have yet, as their line is not finished. */
    int heldBytes();

    /** Returns the inode of the file that is written now; 0 if there is none. */
    long file();

    /** Returns that file's size in bytes. */
    long fileSize();

    /**
     * Continues in a new file if the current one was renamed or removed, as after the kubelet's ReopenContainerLog.
     * Without this call the log notices within a second of writing.
     *
     * @throws IOException if the new file cannot be opened; the old one stays in use
     */
    void reopen() throws IOException;

    /**
     * Writes the unfinished line as one that is complete, since its guest has stopped. {@link #close} follows.
     *
     * @throws IOException if the log cannot be written; nothing is lost
     */
    void endOutput() throws IOException;

    /**
     * Writes the unfinished line and closes the file. A second call does nothing.
     *
     * @throws IOException if the rest cannot be written; the log is closed anyway
     */
    @Override
    void close() throws IOException;
}
