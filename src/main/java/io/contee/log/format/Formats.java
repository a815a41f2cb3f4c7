package io.contee.log.format;

import io.contee.model.LineEnd;
import io.contee.model.LogFormat;
import java.util.List;
import java.util.Optional;

/** Which formats there are. */
public final class Formats {

    private Formats() {}

    /** A format of its own for one log. */
    public static RecordFormat of(LogFormat format, LineEnd lineEnd) {
        return switch (format) {
            case JSON -> new JsonFileFormat(lineEnd);
            case CRI -> new CriFormat(lineEnd);
        };
    }

    /**
     * The format whose record the bytes are, for reading a file that begins so. A file has one format only.
     *
     * @return empty if they are no record of any
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
