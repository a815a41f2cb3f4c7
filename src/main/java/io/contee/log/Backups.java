package io.contee.log;

import java.io.IOException;
import java.nio.file.Path;

/**
 * The old files of one log: how they are named, and how many are kept. Owned by the log's thread. Room is always made
 * first, so that the log's limit holds at every instant.
 */
interface Backups {

    /**
     * Deletes what is beyond the limit, such as files that a larger limit left.
     *
     * @param maxBytes how much the old files may hold together
     */
    void trim(long maxBytes) throws IOException;

    /** Makes {@code current} the newest old file, or deletes it where none is kept. */
    void retire(Path current) throws IOException;

    /** How many bytes the old files hold together. */
    long bytes() throws IOException;

    /**
     * Deletes the oldest file.
     *
     * @return how many bytes it held; 0 if there is none
     */
    long dropOldest() throws IOException;
}
