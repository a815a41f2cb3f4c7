package io.contee.net;

import com.sun.jna.Memory;

/** The names of users. A look-up may be slow if the host's users are kept elsewhere. */
public final class UserNames {

    private static final int STRINGS_BYTES = 16 << 10;

    /**
     * An upper bound of the size of {@code struct passwd} on 64-bit Linux (48 bytes with glibc); the name comes first.
     */
    private static final int PASSWD_BYTES = 128;

    private UserNames() {}

    /** Returns a user's name, or the number if there is none. */
    public static String of(int uid) {
        try (Memory passwd = new Memory(PASSWD_BYTES);
                Memory strings = new Memory(STRINGS_BYTES);
                Memory found = new Memory(Long.BYTES)) {
            found.setLong(0, 0);
            int failure = Libc.getpwuid_r(uid, passwd, strings, STRINGS_BYTES, found);
            return failure == 0 && found.getLong(0) != 0
                    ? passwd.getPointer(0).getString(0, "UTF-8")
                    : Integer.toUnsignedString(uid);
        }
    }
}
