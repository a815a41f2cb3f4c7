package io.contee.testing;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/** A process of its own that connects to a socket, and stays until its standard input ends. */
public final class ConnectingProcess {

    private ConnectingProcess() {}

    public static Process start(Path socket) throws IOException, URISyntaxException {
        Path classes = Path.of(ConnectingProcess.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xshare:auto",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        classes.toString(),
                        ConnectingProcess.class.getName(),
                        socket.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    public static void main(String[] args) throws IOException {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(args[0]))) {
            if (channel.isConnected()) {
                System.in.transferTo(System.err);
            }
        }
    }
}
