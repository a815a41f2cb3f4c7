package io.contee.log.format;

import java.util.Optional;

/** The format of one file of a pod log, which is that of the file's first whole record. */
public final class DetectedFormat implements RecordDecoder {

    private Optional<RecordFormat> detected = Optional.empty();

    @Override
    public int recordEnd(byte[] bytes, int from, int to) {
        if (detected.isEmpty()) {
            detected = Formats.detect(bytes, from, to);
        }
        return detected.isPresent()
                ? detected.get().recordEnd(bytes, from, to)
                : RecordDecoder.super.recordEnd(bytes, from, to);
    }

    @Override
    public Optional<LogRecord> decode(byte[] bytes, int from, int to) {
        return detected.flatMap(format -> format.decode(bytes, from, to));
    }
}
