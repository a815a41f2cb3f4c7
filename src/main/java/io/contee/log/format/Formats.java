package io.contee.log.format;

import io.contee.model.LineEnd;
import io.contee.model.LogFormat;
import java.util.List;
import java.util.Optional;

/** The record formats of pod logs. */
public final class Formats {

    private Formats() {}

    /** Returns a new instance of a format, for one log. */
    public static RecordFormat of(LogFormat format, LineEnd lineEnd) {
        return switch (format) {
            case JSON -> new JsonFileFormat(lineEnd);
            case CRI -> new CriFormat(lineEnd);
        };
    }

    /**
     * Returns the format of a record, for reading a file that begins with it. A file has one format only.
     *
     * @return empty if the bytes are not a record of any format
     */
    static Optional<RecordFormat> detect(byte[] bytes, int from, int to) {
        return List.of(new CriFormat(LineEnd.KEEP), new JsonFileFormat(LineEnd.KEEP), new IoLogFormat()).stream()
                .filter(format -> {
                    int end = format.recordEnd(bytes, from, to);
                    return end > 0 && format.decode(bytes, from, end).isPresent();
                })
                .findFirst();
    }
}
