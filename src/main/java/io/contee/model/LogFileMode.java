package io.contee.model;

import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * The mode and the owner of logs' files.
 *
 * @param bits the permissions, 0600 to 0666; a directory also has an x for each r
 * @param owner the user that owns them; by default the one that contee runs as
 * @param group their group; by default the one that contee runs as
 */
public record LogFileMode(int bits, Optional<String> owner, Optional<String> group) {

    /** Readable by the group. */
    public static final LogFileMode DEFAULT = new LogFileMode(0640, Optional.empty(), Optional.empty());

    private static final int OWNER_READS_AND_WRITES = 0600;
    private static final int ALL_READ_AND_WRITE = 0666;
    private static final int ALL_READ = 0444;

    /** @throws ConteeException if the permissions are out of their range */
    public LogFileMode {
        if ((bits & OWNER_READS_AND_WRITES) != OWNER_READS_AND_WRITES
                || (bits | ALL_READ_AND_WRITE) != ALL_READ_AND_WRITE) {
            throw new ConteeException("mode " + Integer.toOctalString(bits) + " is none for a log: give 0600 to 0666");
        }
    }

    /**
     * Reads permissions in octal digits, {@code 0640} for example.
     *
     * @throws ConteeException if the text is not a valid mode
     */
    public static int parseBits(String text) {
        if (!text.matches("0?[0-7]{3}")) {
            throw new ConteeException(OneLine.quoted(text) + " is not a file mode: give one such as 0640");
        }
        return Integer.parseInt(text, 8);
    }

    /** Returns the permissions of a file. */
    public Set<PosixFilePermission> file() {
        return permissions(bits);
    }

    /** Returns the permissions of a directory. */
    public Set<PosixFilePermission> directory() {
        // Users who may read may also enter; only the owner creates files in it.
        return permissions((bits & (OWNER_READS_AND_WRITES | ALL_READ)) | (bits & ALL_READ) >> 2);
    }

    private static Set<PosixFilePermission> permissions(int bits) {
        // The constants are in the order of the bits, from the highest one on.
        PosixFilePermission[] all = PosixFilePermission.values();
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        for (int i = 0; i < all.length; i++) {
            if ((bits & 1 << (all.length - 1 - i)) != 0) {
                permissions.add(all[i]);
            }
        }
        return permissions;
    }
}
