package io.contee.net;

import com.sun.jna.Memory;
import io.contee.model.ConteeException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.OptionalInt;

/**
 * The memberships of groups, according to the host's databases of users and groups. A look-up may be slow, as in {@link
 * UserNames}.
 */
public final class UserGroups {

    private static final int STRINGS_BYTES = 64 << 10;

    /** An upper bound of the sizes of {@code struct passwd} and {@code struct group} on 64-bit Linux. */
    private static final int ENTRY_BYTES = 128;

    /** The offsets of {@code gr_gid} and {@code pw_gid}, after two pointers (and a {@code uid_t}). */
    private static final int GROUP_GID = 16;

    private static final int USER_GID = 20;
    private static final int MOST_GROUPS = 65_536;

    private UserGroups() {}

    /**
     * Returns the number of a group.
     *
     * @throws ConteeException if the group does not exist
     */
    public static int idOf(String group) {
        return number(group, Libc::getgrnam_r, GROUP_GID)
                .orElseThrow(() -> new ConteeException("there is no group '" + group + "': make it with groupadd"));
    }

    /** Returns whether a group is the user's primary group or a supplementary one; false if either is unknown. */
    public static boolean contains(String group, String user) {
        OptionalInt wanted = number(group, Libc::getgrnam_r, GROUP_GID);
        OptionalInt own = number(user, Libc::getpwnam_r, USER_GID);
        if (wanted.isEmpty() || own.isEmpty()) {
            return false;
        }
        int[] groups = new int[64];
        int[] count = {groups.length};
        while (Libc.getgrouplist(user, own.getAsInt(), groups, count) < 0 && groups.length < MOST_GROUPS) {
            groups = new int[Math.max(count[0], 2 * groups.length)];
            count[0] = groups.length;
        }
        return Arrays.stream(groups, 0, Math.min(count[0], groups.length)).anyMatch(id -> id == wanted.getAsInt());
    }

    @FunctionalInterface
    private interface Lookup {
        int find(byte[] name, Memory entry, Memory strings, long stringsSize, Memory found);
    }

    private static OptionalInt number(String name, Lookup lookup, int offset) {
        byte[] terminated = (name + "\0").getBytes(StandardCharsets.UTF_8);
        try (Memory entry = new Memory(ENTRY_BYTES);
                Memory strings = new Memory(STRINGS_BYTES);
                Memory found = new Memory(Long.BYTES)) {
            found.setLong(0, 0);
            int failure = lookup.find(terminated, entry, strings, STRINGS_BYTES, found);
            return failure == 0 && found.getLong(0) != 0 ? OptionalInt.of(entry.getInt(offset)) : OptionalInt.empty();
        }
    }
}
