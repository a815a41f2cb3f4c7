package io.contee.net;

import com.google.errorprone.annotations.Immutable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The process at the other end of a unix socket, as the kernel recorded it when the connection was made ({@code
 * SO_PEERCRED}, unix(7)).
 *
 * @param pid the peer's process id, as seen from this process's pid namespace; 0 if it is not visible there
 * @param uid the peer's effective user id
 * @param gid the peer's effective group id
 */
@Immutable
public record PeerCredentials(int pid, int uid, int gid) {

    private static final int BYTES = 12;

    static PeerCredentials of(int fd) throws IOException {
        byte[] value = new byte[BYTES];
        Libc.check(
                Libc.getsockopt(fd, Libc.SOL_SOCKET, Libc.SO_PEERCRED, value, new int[] {value.length}),
                "read a peer's credentials");
        ByteBuffer credentials = ByteBuffer.wrap(value).order(ByteOrder.nativeOrder());
        return new PeerCredentials(credentials.getInt(), credentials.getInt(), credentials.getInt());
    }
}
