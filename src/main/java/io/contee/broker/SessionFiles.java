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

/** The pages of consoles, and what else one process leaves of them to the next, in files beside their sockets. */
final class SessionFiles {

    private static final Logger LOG = LoggerFactory.getLogger(SessionFiles.class);

    private final SocketPlaces places;

    SessionFiles(SocketPlaces places) {
        this.places = places;
    }

    /**
     * The page of a console.
     *
     * @param resume whether to go on with that of another process, if there is one
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
            Files.deleteIfExists(file); // another process may have it mapped yet
            return ConsolePage.begin(file);
        } catch (IOException e) {
            LOG.warn("{}: what it prints might be lost in a crash of contee: {}", id, ConteeException.reason(e));
            return ConsolePage.unkept();
        }
    }

    /**
     * The page of a session that begins in a run that an earlier one served, whose guest may connect again.
     *
     * @param id which console's
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
            return 0; // no session before, as a rule
        }
    }

    /** Takes what was typed and not yet given to the guest; nothing if there was nothing. */
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

    /** Leaves what was typed and not yet given to the guest to the next process. */
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
