package io.contee.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * Allows further groups to read and write a file, by an access control list (acl(5)), in the form of Linux' extended
 * attribute (linux/posix_acl_xattr.h).
 */
public final class AccessList {

    private static final String ATTRIBUTE = "system.posix_acl_access";
    private static final int VERSION = 2;
    private static final short USER_OBJ = 0x01;
    private static final short GROUP_OBJ = 0x04;
    private static final short GROUP = 0x08;
    private static final short MASK = 0x10;
    private static final short OTHER = 0x20;
    private static final short READ_WRITE = 6;
    private static final int NO_ID = -1;
    private static final int ENTRY_BYTES = 8;

    private AccessList() {}

    /**
     * Lets only the owner, the file's group and some further groups read and write a file.
     *
     * @param groups the numbers of the further groups
     * @throws IOException if the file system does not support such lists
     */
    public static void set(Path file, List<Integer> groups) throws IOException {
        ByteBuffer list = ByteBuffer.allocate(Integer.BYTES + (4 + groups.size()) * ENTRY_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(VERSION);
        put(list, USER_OBJ, READ_WRITE, NO_ID);
        put(list, GROUP_OBJ, READ_WRITE, NO_ID);
        groups.stream().sorted(Integer::compareUnsigned).forEach(group -> put(list, GROUP, READ_WRITE, group));
        put(list, MASK, READ_WRITE, NO_ID);
        put(list, OTHER, (short) 0, NO_ID);
        Libc.check(
                Libc.setxattr(
                        (file + "\0").getBytes(StandardCharsets.UTF_8), ATTRIBUTE, list.array(), list.capacity(), 0),
                "set the access control list of " + file);
    }

    private static void put(ByteBuffer list, short tag, short permissions, int id) {
        list.putShort(tag).putShort(permissions).putInt(id);
    }
}
