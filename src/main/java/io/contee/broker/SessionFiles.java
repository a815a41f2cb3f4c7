package io.contee.broker;

import io.contee.log.AtomicFile;
import io.contee.model.ConsoleId;
import io.contee.model.ConteeException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files in which one process hands sessions over to the next, beside the consoles' sockets: the pages and the
 * pending input.
 */
final class SessionFiles {

    private static final Logger LOG = LoggerFactory.getLogger(SessionFiles.class);

    private final SocketPlaces places;

    SessionFiles(SocketPlaces places) {
        this.places = places;
    }

    /**
     * Opens or makes the page of a console.
     *
     * @param resume whether to resume the page of another process, if there is one
     */
    ConsolePage page(ConsoleId id, boolean resume) {
        Path file = places.page(id);
        try {
            if (resume) {
                Optional<ConsolePage> left = resume(file);
                if (left.isPresent()) {
                    return left.get();
                }
            }
        } catch (IOException e) {
            LOG.warn("{}: how far it was served before is not known: {}", id, ConteeException.reason(e));
        }
        try {
            Files.deleteIfExists(file); // another process may still have it mapped
            return begin(file);
        } catch (IOException e) {
            LOG.warn("{}: what it prints might be lost in a crash of contee: {}", id, ConteeException.reason(e));
            return ConsolePage.unkept();
        }
    }

    /**
     * Makes the page of a new session.
     *
     * @throws IOException if it cannot be written, for example to a full disk
     */
    static ConsolePage begin(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(
                file,
                Set.of(
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE,
                        LinkOption.NOFOLLOW_LINKS),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            // Written, not only mapped: a page for which the file system has no space would cause a memory access fault
            // later.
            ByteBuffer empty = ByteBuffer.allocate(ConsolePage.BYTES);
            while (empty.hasRemaining()) {
                channel.write(empty, empty.position());
            }
            return ConsolePage.begin(channel.map(MapMode.READ_WRITE, 0, ConsolePage.BYTES));
        }
    }

    /**
     * Opens the page of an earlier process.
     *
     * @return empty if it is not a valid page
     * @throws IOException if it cannot be read
     */
    static Optional<ConsolePage> resume(Path file) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
            return channel.size() == ConsolePage.BYTES
                    ? ConsolePage.resume(channel.map(MapMode.READ_WRITE, 0, ConsolePage.BYTES))
                    : Optional.empty();
        }
    }

    /**
     * Makes the page of a new session in a run that an earlier session served, and whose guest may connect again.
     *
     * @param id the console
     */
    ConsolePage nextPage(ConsoleId id) {
        long guest = formerGuest(id);
        ConsolePage page = page(id, false);
        page.setGuest(guest);
        return page;
    }

    private long formerGuest(ConsoleId id) {
        try {
            return resume(places.page(id)).map(ConsolePage::guest).orElse(0L);
        } catch (IOException e) {
            return 0; // usually as there was no session before
        }
    }

    /** Reads and deletes the input that was not yet written to the guest; empty if there is none. */
    byte[] readTyped(ConsoleId id) {
        Path file = places.typedAhead(id);
        try {
            if (!Files.exists(file)) {
                return new byte[0];
            }
            byte[] typed = Files.readAllBytes(file);
            Files.delete(file);
            return typed;
        } catch (IOException e) {
            LOG.warn("{}: what was typed before is lost: {}", id, ConteeException.reason(e));
            return new byte[0];
        }
    }

    /** Saves the input that is not yet written to the guest for the next process. */
    void writeTyped(ConsoleId id, byte[] typed) {
        if (typed.length > 0) {
            try {
                AtomicFile.replace(places.typedAhead(id), typed, AtomicFile.PRIVATE);
            } catch (IOException e) {
                LOG.warn("{}: what was typed is lost: {}", id, ConteeException.reason(e));
            }
        }
    }
}
