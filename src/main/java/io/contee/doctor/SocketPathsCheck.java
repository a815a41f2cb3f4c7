package io.contee.doctor;

import io.contee.model.Layout;
import io.contee.net.UnixAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * Checks whether the paths of sockets are short enough for the kernel. QEMU starts with a longer one, and never
 * connects.
 */
record SocketPathsCheck(Path consolesDir) implements Check {

    private static final int UUID_LENGTH = 36;
    private static final int USUAL_ALIAS = "console10".length();

    @Override
    public String name() {
        return "socket paths";
    }

    @Override
    public List<Finding> examine() {
        int rest = consolesDir.toString().getBytes(StandardCharsets.UTF_8).length
                + "/".length()
                + UUID_LENGTH
                + "/".length()
                + Layout.CLIENT_SOCKET.length();
        int left = UnixAddress.MAX_PATH_BYTES - rest;
        if (left < USUAL_ALIAS) {
            return List.of(problem(
                    consolesDir + " is too long a path: " + Math.max(left, 0) + " bytes are left for a console's alias",
                    "the path of a unix socket may have " + UnixAddress.MAX_PATH_BYTES
                            + " bytes, so contee refuses to define domains",
                    "set a shorter runDir"));
        }
        return List.of(ok("paths of sockets are short enough for aliases of " + left + " bytes"));
    }
}
