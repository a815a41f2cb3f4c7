package io.contee.cli;

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
    private final Map<String, String> cursors = new LinkedHashMap<>();
    private boolean changed;

    private CursorFile(Path file) {
        this.file = file;
    }

    /** Reads the file, if there is one. */
    static CursorFile open(Path file) {
        CursorFile opened = new CursorFile(file);
        try {
            for (String line : Files.readAllLines(file)) {
                int space = line.indexOf(' ');
                if (space < 0) {
                    throw new ConteeException("cannot use the cursor file " + file + ": its line "
                            + OneLine.quoted(line) + " is not a cursor and a name; remove the file to start anew");
                }
                opened.cursors.put(line.substring(space + 1), line.substring(0, space));
            }
        } catch (NoSuchFileException e) {
            return opened; // it is the first time
        } catch (IOException e) {
            throw new ConteeException(
                    "cannot read the cursor file " + file + ": " + ConteeException.reason(e)
                            + "; see that it may be read",
                    e);
        }
        return opened;
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
