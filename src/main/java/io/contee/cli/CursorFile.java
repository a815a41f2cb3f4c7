package io.contee.cli;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.contee.log.AtomicFile;
import io.contee.model.ConteeException;
import io.contee.model.OneLine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A file that stores, for each log, the position where printing stopped: a line of cursor and name. Any thread may call
 * it.
 */
final class CursorFile {

    private final Path file;

    @GuardedBy("this")
    private final Map<String, String> cursors;

    @GuardedBy("this")
    private boolean changed;

    private CursorFile(Path file, Map<String, String> cursors) {
        this.file = file;
        this.cursors = cursors;
    }

    /** Reads the file, if there is one. */
    static CursorFile open(Path file) {
        Map<String, String> cursors = new LinkedHashMap<>();
        try {
            for (String line : Files.readAllLines(file)) {
                int space = line.indexOf(' ');
                if (space < 0) {
                    throw new ConteeException("cannot use the cursor file " + file + ": its line "
                            + OneLine.quoted(line) + " is not a cursor and a name; remove the file to start anew");
                }
                cursors.put(line.substring(space + 1), line.substring(0, space));
            }
        } catch (NoSuchFileException e) {
            return new CursorFile(file, cursors); // it is the first time
        } catch (IOException e) {
            throw new ConteeException(
                    "cannot read the cursor file " + file + ": " + ConteeException.reason(e)
                            + "; see that it may be read",
                    e);
        }
        return new CursorFile(file, cursors);
    }

    synchronized Optional<String> get(String name) {
        return Optional.ofNullable(cursors.get(name));
    }

    synchronized void put(String name, String cursor) {
        cursors.put(name, cursor);
        changed = true;
    }

    /** Replaces the file; thus it is whole at any moment. */
    synchronized void save() {
        if (!changed) {
            return;
        }
        StringBuilder text = new StringBuilder();
        cursors.forEach(
                (name, cursor) -> text.append(cursor).append(' ').append(name).append('\n'));
        try {
            AtomicFile.replace(file, text.toString().getBytes(StandardCharsets.UTF_8), AtomicFile.PUBLIC);
            changed = false;
        } catch (IOException e) {
            throw new ConteeException(
                    "cannot write the cursor file " + file + ": " + ConteeException.reason(e)
                            + "; see that it may be written",
                    e);
        }
    }
}
