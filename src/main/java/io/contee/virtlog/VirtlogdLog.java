package io.contee.virtlog;

import io.contee.log.RotatedNames;
import io.contee.net.IoBuffer;
import io.contee.net.ReadableFile;
import io.contee.net.ReadableFile.Identity;
import io.contee.net.UnixConnection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * Reads a log that virtlogd writes and rotates (libvirt, src/util/virrotatingfile.c): {@code path}, and beside it
 * {@code .0} the newest old file, {@code .1} and so on. Every file found is held open, so it is read to its end even
 * when virtlogd has removed it; only files that appear and disappear between two looks are missed. Its calls may wait
 * for the disk; one thread at a time.
 */
public final class VirtlogdLog implements AutoCloseable {

    /** The maximum of max_backups that libvirt allows. */
    private static final int MOST_BACKUPS = 32;

    /** The maximum of unread bytes in files that are held open; beyond it, the oldest files are dropped first. */
    private static final long MOST_HELD_BYTES = 64 << 20;

    /** The longest time between virtlogd's last write to one file and its creation of the next. */
    private static final long AT_ONCE_NANOS = 20_000_000;

    private final Path path;
    private final long mostHeld;

    /** The file being read, and those after it. */
    private final Deque<Held> files = new ArrayDeque<>();

    private Start start;
    private long offset;
    private long missed;

    /** The place to begin at. */
    public sealed interface Start permits Oldest, End, Position {}

    /** The start of the oldest file that is there. */
    public record Oldest() implements Start {}

    /** The end of what is there by now. */
    public record End() implements Start {}

    /**
     * The place where an earlier reader has stopped.
     *
     * @param file the file
     * @param offset the number of bytes of that file that were read
     */
    public record Position(Identity file, long offset) implements Start {}

    /**
     * A file that is held open.
     *
     * @param missedBefore the number of bytes, at least, that are missing between it and the previous one
     */
    private record Held(ReadableFile file, long missedBefore) {
        Identity identity() {
            return file.identity();
        }

        long size() throws IOException {
            return file.state().size();
        }
    }

    /** Makes a reader that has opened nothing yet. */
    VirtlogdLog(Path path, Start start) {
        this(path, start, MOST_HELD_BYTES);
    }

    VirtlogdLog(Path path, Start start, long mostHeld) {
        this.path = path;
        this.start = start;
        this.mostHeld = mostHeld;
    }

    /**
     * Reads the next bytes, once.
     *
     * @param buffer holds what was read, and nothing else, afterwards
     * @return the number of bytes, {@link UnixConnection#WOULD_BLOCK} if there is nothing now
     */
    int read(IoBuffer buffer) throws IOException {
        buffer.bytes().clear();
        int count = UnixConnection.WOULD_BLOCK;
        if (open()) {
            do {
                count = readOn(buffer);
            } while (count == 0 && (hasMore() || extend()) && next());
        }
        buffer.bytes().flip();
        return count;
    }

    private int readOn(IoBuffer buffer) throws IOException {
        ReadableFile file = files.getFirst().file();
        int count = file.read(buffer, offset);
        if (count == 0 && file.state().size() < offset) { // it was truncated
            offset = 0;
            count = file.read(buffer, offset);
        }
        offset += count;
        return count;
    }

    /** Returns whether there is a file after the one being read. */
    boolean hasMore() {
        return files.size() > 1;
    }

    /**
     * Moves to the next file if the current one has ended. virtlogd wrote the last bytes of the current one before it
     * made the next, but perhaps only after its end was read here.
     */
    private boolean next() throws IOException {
        if (files.getFirst().size() <= offset) {
            leave();
        }
        return true;
    }

    private void leave() {
        files.removeFirst().file().close();
        offset = 0;
        missed += files.getFirst().missedBefore();
    }

    /** Opens the files that are there by now, and drops the oldest if they hold too much; reads nothing. */
    void look() throws IOException {
        if (open()) {
            extend();
            long held = -offset;
            for (Held file : files) {
                held += file.size();
            }
            while (held > mostHeld && hasMore()) {
                long givenUp = Math.max(files.getFirst().size() - offset, 0);
                held -= givenUp;
                missed += givenUp;
                leave();
            }
        }
    }

    private boolean open() throws IOException {
        if (files.isEmpty()) {
            if (start instanceof Position position) {
                Deque<ReadableFile> found = backTo(Optional.of(position.file()));
                boolean met = !found.isEmpty() && found.getFirst().identity().equals(position.file());
                if (!found.isEmpty() && !met) {
                    // The rest of that file is lost, and so is what came after it; only the sizes of files are known.
                    missed += Math.max(1, found.getFirst().state().size() - position.offset());
                }
                offset = met ? position.offset() : 0;
                hold(found, 0);
            } else if (start instanceof Oldest) {
                hold(backTo(Optional.empty()), 0);
            } else {
                Optional<ReadableFile> present = ReadableFile.open(path);
                if (present.isPresent()) {
                    files.add(new Held(present.get(), 0));
                    offset = present.get().state().size();
                }
                start = new Oldest(); // files made later are read from their start
            }
        }
        return !files.isEmpty();
    }

    private void hold(Deque<ReadableFile> found, long missedBefore) {
        long before = missedBefore;
        for (ReadableFile file : found) {
            files.add(new Held(file, before));
            before = 0;
        }
    }

    /** Opens the files that came after the newest open one, and returns whether there are any. */
    private boolean extend() throws IOException {
        Held newest = files.getLast();
        Deque<ReadableFile> found = backTo(Optional.of(newest.identity()));
        if (found.isEmpty()) {
            return false;
        }
        if (found.getFirst().identity().equals(newest.identity())) {
            found.removeFirst().close();
            hold(found, 0);
        } else {
            hold(found, missedBetween(newest, found));
        }
        return hasMore();
    }

    /**
     * Returns the number of bytes lost after the newest open file, which is not there any more: others have been made
     * and removed since, unless it was the oldest just now.
     */
    private static long missedBetween(Held newest, Deque<ReadableFile> found) throws IOException {
        boolean rotated = found.size() > 1; // otherwise it was replaced, as at a start without append
        long made = found.getFirst().identity().birth();
        return rotated && made - newest.file().state().modified() > AT_ONCE_NANOS ? newest.size() : 0;
    }

    /**
     * Opens the files from the current one back to a wanted one, or to the oldest if that is not found.
     *
     * @return oldest first
     */
    private Deque<ReadableFile> backTo(Optional<Identity> wanted) throws IOException {
        Deque<ReadableFile> found = new ArrayDeque<>();
        try {
            // virtlogd may rotate meanwhile: it renames files upward, the last one first, which leaves gaps for an
            // instant.
            for (int i = -1; i < MOST_BACKUPS; i++) {
                Optional<ReadableFile> file = ReadableFile.open(name(i));
                if (file.isPresent()) {
                    Identity identity = file.get().identity();
                    if (!found.isEmpty() && found.getFirst().identity().equals(identity)) {
                        file.get().close();
                    } else {
                        found.addFirst(file.get());
                    }
                    if (wanted.filter(identity::equals).isPresent()) {
                        break;
                    }
                }
            }
            return found;
        } catch (IOException e) {
            found.forEach(ReadableFile::close);
            throw e;
        }
    }

    private Path name(int backup) {
        return backup < 0 ? path : new RotatedNames(path).numbered(backup);
    }

    /** Returns the number of bytes, at least, that are missing before what is read next, and resets it. */
    long pollMissed() {
        long taken = missed;
        missed = 0;
        return taken;
    }

    /** Returns the current position; empty if there was nothing to read yet. */
    Optional<Position> position() {
        return files.isEmpty()
                ? Optional.empty()
                : Optional.of(new Position(files.getFirst().identity(), offset));
    }

    /** Deletes the log's files. */
    void delete() throws IOException {
        for (int i = MOST_BACKUPS - 1; i >= -1; i--) {
            Files.deleteIfExists(name(i));
        }
    }

    @Override
    public void close() {
        files.forEach(held -> held.file().close());
        files.clear();
    }
}
