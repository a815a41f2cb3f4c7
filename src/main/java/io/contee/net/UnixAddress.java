package io.contee.net;

import io.contee.model.ConteeException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Encodes {@code struct sockaddr_un} (unix(7)), and defines the maximum length of a path. */
public final class UnixAddress {

    /** The longest path of a unix socket, in bytes: 108 with the NUL that ends it. */
    public static final int MAX_PATH_BYTES = 107;

    private static final int FAMILY_BYTES = 2;

    private UnixAddress() {}

    /**
     * Returns the path if it is short enough for a unix socket.
     *
     * @throws ConteeException if it has more than {@value #MAX_PATH_BYTES} bytes
     */
    public static Path checked(Path path) {
        int length = path.toString().getBytes(StandardCharsets.UTF_8).length;
        if (length > MAX_PATH_BYTES) {
            throw new ConteeException("socket path " + path + " has " + length + " bytes, but a unix socket takes "
                    + MAX_PATH_BYTES + ": choose a shorter runDir");
        }
        return path;
    }

    static byte[] encode(Path path) {
        byte[] name = checked(path).toString().getBytes(StandardCharsets.UTF_8);
        byte[] address = new byte[FAMILY_BYTES + name.length + 1];
        // sa_family_t is in native order, and AF_UNIX fits into one byte: the other byte, which is zero, may come first
        // or second.
        if (ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN) {
            address[0] = Libc.AF_UNIX;
        } else {
            address[1] = Libc.AF_UNIX;
        }
        System.arraycopy(name, 0, address, FAMILY_BYTES, name.length);
        return address;
    }
}
