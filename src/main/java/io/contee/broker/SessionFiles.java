package io.contee.broker;

import io.contee.log.AtomicFile;
import io.contee.model.ConsoleId;
import io.contee.model.ConteeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
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
                Optional<ConsolePage> left = ConsolePage.resume(file);
                if (left.isPresent()) {
                    return left.get();
                }
            }
        } catch (IOException e) {
            LOG.warn("{}: how far it was served before is not known: {}", id, ConteeException.reason(e));
        }
        try {
            Files.deleteIfExists(file); // another process may still have it mapped
            return ConsolePage.begin(file);
        } catch (IOException e) {
            LOG.warn("{}: what it prints might be lost in a crash of contee: {}", id, ConteeException.reason(e));
            return ConsolePage.unkept();
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
            return ConsolePage.resume(places.page(id)).map(ConsolePage::guest).orElse(0L);
        } catch (IOException e) {
            return 0; // usually as there was no session before
        }
    }

    /** Reads and deletes the input that was not yet written to the guest; empty if there is none. */
    byte[] takeTyped(ConsoleId id) {
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
    void leaveTyped(ConsoleId id, byte[] typed) {
        if (typed.length > 0) {
            try {
                AtomicFile.replace(places.typedAhead(id), typed, AtomicFile.PRIVATE);
            } catch (IOException e) {
                LOG.warn("{}: what was typed is lost: {}", id, ConteeException.reason(e));
            }
        }
    }
}
