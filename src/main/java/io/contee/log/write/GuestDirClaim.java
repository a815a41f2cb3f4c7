package io.contee.log.write;

import io.contee.log.GuestDirs;
import io.contee.log.ServedConsoles;
import io.contee.model.ConteeException;
import io.contee.model.DomainId;
import io.contee.model.Layout.GuestDir;
import io.contee.model.Layout.LogDir;
import io.contee.model.ServedConsole;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives a guest that starts the directory that is called as it: moves away that of another guest which had the name
 * before, and moves the guest's own there after it was renamed. Apart from {@link GuestDirs}, which only reads. Any
 * thread may use it, one at a time for each name.
 */
final class GuestDirClaim {

    private static final Logger LOG = LoggerFactory.getLogger(GuestDirClaim.class);

    private final FileAccess access;
    private final GuestDirs dirs;
    private final LogDir logs;

    GuestDirClaim(FileAccess access, GuestDirs dirs, LogDir logs) {
        this.access = access;
        this.dirs = dirs;
        this.logs = logs;
    }

    /**
     * Returns the directories that were moved, where they are now. Neither guest may have its logs open.
     *
     * @throws ConteeException if one cannot be moved; {@link GuestDirs#of(DomainId)} then finds the guest another one
     */
    List<GuestDir> claim(DomainId domain) {
        GuestDir named = logs.guest(domain.name());
        if (!dirs.isUsable(named.path())) {
            return List.of();
        }
        List<GuestDir> moved = dirs.isOf(named, domain.uuid()) ? List.of() : moveTo(named, domain);
        dirs.claimed(named, domain);
        return moved;
    }

    private List<GuestDir> moveTo(GuestDir named, DomainId domain) {
        Optional<GuestDir> other = dirs.owner(named).map(owned -> logs.guest(owned.uuid()));
        other.ifPresent(apart -> move(named, apart));
        GuestDir own = dirs.of(domain);
        if (own.equals(named)) {
            create(named);
            return other.stream().toList();
        }
        move(own, named);
        return other.map(apart -> List.of(apart, named)).orElse(List.of(named));
    }

    /** Creates the directory, which shows that it was claimed. */
    private void create(GuestDir dir) {
        try {
            TrustedPath.check(dir.path());
            access.createDirectories(dir.path());
        } catch (IOException e) {
            LOG.debug("{}: {}", dir.path(), ConteeException.reason(e)); // opening the logs reports it
        }
    }

    private void move(GuestDir from, GuestDir to) {
        try {
            Path parent = Objects.requireNonNull(to.path().getParent());
            TrustedPath.check(parent);
            TrustedPath.check(Objects.requireNonNull(from.path().getParent()));
            access.createDirectories(parent);
            if (Files.exists(to.path(), LinkOption.NOFOLLOW_LINKS)) {
                throw new FileAlreadyExistsException(from.path().toString(), null, "that exists; remove or rename it");
            }
            List<ServedConsole> consoles = ServedConsoles.of(from);
            Files.move(from.path(), to.path(), StandardCopyOption.ATOMIC_MOVE);
            dirs.moved(from);
            ServedConsoles.moved(to, consoles, from);
        } catch (IOException e) {
            throw new ConteeException(
                    "cannot move the logs in " + from.path() + " to " + to.path() + ": "
                            + ConteeException.reason(from.path(), e),
                    e);
        }
    }
}
