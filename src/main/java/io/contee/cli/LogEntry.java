package io.contee.cli;

import io.contee.log.format.LogRecord;

/**
 * A record of one of several logs.
 *
 * @param source which log, by its number
 * @param cursor the place after it, empty if nobody wants to know
 */
record LogEntry(int source, LogRecord record, String cursor) {}
