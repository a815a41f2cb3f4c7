package io.contee.log.write;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;

/**
 * One log of one console. Its calls come one at a time, each after the one before has ended, from whatever thread.
 *
 * <p>After an {@link IOException} the log stays usable: whatever was taken before is on disk or kept, a record left
 * half written is completed by the next call that succeeds, and the caller may try again as soon as it likes.
 */
public interface ConsoleLog extends Closeable {

    /**
     * Appends what the guest sent, from the buffer's position to its limit. The buffer is not kept.
     *
     * @param output direct or not; its position is moved to its limit
     * @throws IOException if the log cannot be written. The position then stands after the last byte that was taken:
     *     what remains may be given again later, or dropped and told with {@link #markGap}
     */
    void append(ByteBuffer output) throws IOException;

    /**
     * Whether something that was taken waits to be written, or to be forced to the disk: an unfinished line, what a
     * failure kept from the disk, or what {@link io.contee.model.LogSync#INTERVAL} has not forced yet.
     * {@link #flushPartial} is due at most one second after this became true.
     */
    boolean hasPartial();

    /**
     * Writes the unfinished line as a partial record; its continuation will be the next record. What a later byte may
     * change, such as a UTF-8 sequence of which only a part has come, is held back once, and then {@link #hasPartial}
     * stays true. Also forces to the disk what was written, where the policy asks for that.
     *
     * @throws IOException if the log cannot be written; nothing is lost
     */
    void flushPartial() throws IOException;

    /**
     * Says in the log that output is missing at this place, on a line of its own.
     *
     * @param lostBytes how many of the guest's bytes are missing
     * @param since when the first of them was lost
     * @throws IOException if the log cannot be written
     */
    void markGap(long lostBytes, Instant since) throws IOException;

    /**
     * The same where it is not known whether output is missing.
     *
     * @param atMostBytes how many of the guest's bytes may be missing
     * @param since when
     * @throws IOException if the log cannot be written
     */
    void markPossibleGap(long atMostBytes, Instant since) throws IOException;

    /**
     * The same where nothing is known of how much is missing.
     *
     * @param since when
     * @throws IOException if the log cannot be written
     */
    void markUnknownGap(Instant since) throws IOException;

    /** How many of the guest's bytes were taken that the file does not have yet, as their line is not finished. */
    int heldBytes();

    /** The file that is written now, by its inode; 0 if there is none. */
    long file();

    /** How many bytes that file holds. */
    long fileSize();

    /**
     * Goes on in a new file if the present one was renamed or removed, as after the kubelet's ReopenContainerLog.
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
     * @throws IOException if the rest cannot be written; the log is closed all the same
     */
    @Override
    void close() throws IOException;
}
