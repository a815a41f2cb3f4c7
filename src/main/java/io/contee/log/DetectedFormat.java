package io.contee.log;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The format of one file of a pod log: that of its first record that is whole. */
final class DetectedFormat implements RecordDecoder {

    private final List<RecordDecoder> candidates = List.of(new JsonFileFormat());
    private @Nullable RecordDecoder detected;

    @Override
    public int end(byte[] bytes, int from, int to) {
        RecordDecoder format = detected;
        return format == null ? RecordDecoder.super.end(bytes, from, to) : format.end(bytes, from, to);
    }

    @Override
    public Optional<LogRecord> decode(byte[] bytes, int from, int to) {
        RecordDecoder format = detected;
        if (format != null) {
            return format.decode(bytes, from, to);
        }
        for (RecordDecoder candidate : candidates) {
            Optional<LogRecord> record = candidate.decode(bytes, from, to);
            if (record.isPresent()) {
                detected = candidate;
                return record;
            }
        }
        return Optional.empty();
    }
}
