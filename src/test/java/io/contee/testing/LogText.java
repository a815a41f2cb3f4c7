package io.contee.testing;

import io.contee.http.ConsoleView;
import io.contee.log.read.LogReader;
import io.contee.log.read.ReadOptions;
import io.contee.log.write.RawTail;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** What the logs of a console have of what its guest printed. */
public final class LogText {

    private static final int MAX_RAW = 256 << 20;

    private LogText() {}

    /** The raw log. */
    public static byte[] raw(ConsoleView console) {
        try {
            return RawTail.read(Path.of(console.rawLog().orElseThrow()), MAX_RAW);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The content of the pod log's records, of all its files. */
    public static byte[] pod(ConsoleView console) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (LogReader reader = LogReader.open(Path.of(console.podLog().orElseThrow()), ReadOptions.all())) {
            reader.copyTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
