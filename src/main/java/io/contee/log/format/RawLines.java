package io.contee.log.format;

import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/** Decodes the raw log: lines, and parts of them as they come, are records without times. */
public final class RawLines implements RecordDecoder {

    @Override
    public int recordEnd(byte[] bytes, int from, int to) {
        int newline = RecordDecoder.super.recordEnd(bytes, from, to);
        return newline != INCOMPLETE || to == from ? newline : to;
    }

    @Override
    public Optional<LogRecord> decode(byte[] bytes, int from, int to) {
        return Optional.of(new LogRecord(Instant.MIN, LogRecord.Stream.STDOUT, Arrays.copyOfRange(bytes, from, to)));
    }
}
