package io.contee.cli;

import io.contee.model.ConteeException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Predicate;

/**
 * Types a file to a guest, slowly: a serial line has no flow control that a shell or an installer would use, and loses
 * what comes faster than it is read.
 */
final class SlowFile {

    /** With {@link #PAUSE_MILLIS}, about 3 KB a second: a quarter of what 115200 baud carry. */
    private static final int CHUNK_BYTES = 32;

    private static final long PAUSE_MILLIS = 10;

    private final Keys keys;
    private final Predicate<byte[]> type;
    private final LineEnds lineEnds;

    /**
     * Makes one for one file.
     *
     * @param type types to the guest, and returns whether that was possible
     * @param lineEnds turns the ends of the file's lines into Enter keys
     */
    SlowFile(Keys keys, Predicate<byte[]> type, LineEnds lineEnds) {
        this.keys = keys;
        this.lineEnds = lineEnds;
        this.type = type;
    }

    /**
     * Types it, until its end or until a key is pressed.
     *
     * @return what became of it
     */
    String send(Path file) {
        long sent = 0;
        try (InputStream in = Files.newInputStream(file)) {
            for (byte[] chunk = in.readNBytes(CHUNK_BYTES); chunk.length > 0; chunk = in.readNBytes(CHUNK_BYTES)) {
                if (keys.pressed()) {
                    keys.next();
                    return "stopped after " + sent + " bytes of " + FileFailure.shown(file);
                }
                if (!type.test(lineEnds.turn(chunk, chunk.length))) {
                    return "stopped after " + sent + " bytes of " + FileFailure.shown(file)
                            + ": the rest was not sent to the guest";
                }
                sent += chunk.length;
                Thread.sleep(PAUSE_MILLIS);
            }
            return "sent " + sent + " bytes of " + FileFailure.shown(file);
        } catch (IOException e) {
            return "cannot send " + FileFailure.shown(file) + ": " + FileFailure.reason(e);
        } catch (InterruptedException e) {
            throw ConteeException.interrupted("sending a file", e);
        }
    }
}
