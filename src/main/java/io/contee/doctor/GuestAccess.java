package io.contee.doctor;

import io.contee.model.ConteeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The rights of the user that QEMU runs as: to search directories, and to write to other files. */
interface GuestAccess {

    /** The user, for messages. */
    String user();

    /**
     * Returns those of the paths that the user is refused.
     *
     * @throws ConteeException if that cannot be found out
     */
    List<Path> refused(List<Path> paths);

    /**
     * Returns the method that is available to this process.
     *
     * @param guestUser the user, if that is not this process's own
     * @param root whether this process is root's
     */
    static GuestAccess of(Optional<String> guestUser, boolean root) {
        String self = System.getProperty("user.name");
        String user = guestUser.orElse(self);
        if (user.equals(self)) {
            return new Own(self);
        }
        return root ? new SetprivAccess(user) : new Unknown(user);
    }

    /** The rights of this process's own user. */
    record Own(String user) implements GuestAccess {
        @Override
        public List<Path> refused(List<Path> paths) {
            return paths.stream()
                    .filter(path -> Files.isDirectory(path) ? !Files.isExecutable(path) : !Files.isWritable(path))
                    .collect(Collectors.toList());
        }
    }

    /** The rights of another user, which only root can find out. */
    record Unknown(String user) implements GuestAccess {
        @Override
        public List<Path> refused(List<Path> paths) {
            throw new ConteeException("only root can find out what user " + user + " may do");
        }
    }
}
