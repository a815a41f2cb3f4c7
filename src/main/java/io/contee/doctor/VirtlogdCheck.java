package io.contee.doctor;

import io.contee.model.ConteeException;
import io.contee.net.Junixsocket;
import io.contee.net.Junixsocket.UnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.newsclub.net.unix.AFUNIXSocket;
import org.newsclub.net.unix.AFUNIXSocketAddress;

/**
 * Checks whether virtlogd answers, which writes the logs of consoles in pty mode.
 *
 * @param needed whether there is any console in pty mode
 * @param socket virtlogd's
 * @param session whether it is a user's own, which libvirt starts when it needs it
 */
record VirtlogdCheck(boolean needed, Path socket, boolean session) implements Check {

    @Override
    public String name() {
        return "virtlogd";
    }

    @Override
    public List<Finding> examine() {
        if (!needed) {
            return List.of(ok("not needed: no console is in pty mode"));
        }
        if (session && !Files.exists(socket)) {
            return List.of(ok("libvirt starts it when it needs it"));
        }
        if (Files.exists(socket) && !Files.isWritable(socket)) {
            return List.of(unknown("only root may use " + socket, "run it as root"));
        }
        try {
            return List.of(ok("virtlogd answers at " + Junixsocket.call(this::connect)));
        } catch (UnavailableException e) {
            return List.of(unknown(
                    "virtlogd cannot be asked at " + socket + ": " + UnavailableException.failure(),
                    UnavailableException.REMEDY));
        } catch (IOException e) {
            return List.of(problem(
                    "virtlogd does not answer at " + socket + ": " + ConteeException.reason(e),
                    "guests with a console in pty mode do not start",
                    "start it: systemctl start virtlogd.socket, or virtlogd -d"));
        }
    }

    private String connect() throws IOException {
        try (AFUNIXSocket connected = AFUNIXSocket.connectTo(AFUNIXSocketAddress.of(socket))) {
            return String.valueOf(connected.getRemoteSocketAddress());
        }
    }
}
