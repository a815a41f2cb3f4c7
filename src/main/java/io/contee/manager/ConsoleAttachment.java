package io.contee.manager;

import io.contee.model.ConteeException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import org.newsclub.net.unix.AFUNIXSocket;
import org.newsclub.net.unix.AFUNIXSocketAddress;

/**
 * A client of a console: what the guest prints from now on, and the way to type to it. One thread may read while
 * another writes.
 */
public final class ConsoleAttachment implements AutoCloseable {

    private final AFUNIXSocket socket;
    private final InputStream output;
    private final OutputStream input;

    private ConsoleAttachment(AFUNIXSocket socket) throws IOException {
        this.socket = socket;
        this.output = socket.getInputStream();
        this.input = socket.getOutputStream();
    }

    /**
     * Attaches at a console's client socket.
     *
     * @throws ConteeException if nobody serves it, or it may not be used
     */
    public static ConsoleAttachment connect(Path clientSocket) {
        try {
            return new ConsoleAttachment(AFUNIXSocket.connectTo(AFUNIXSocketAddress.of(clientSocket)));
        } catch (IOException e) {
            throw new ConteeException(
                    "cannot attach at " + clientSocket + ": " + ConteeException.reason(e)
                            + ": check that contee runs and that you may use its consoles",
                    e);
        }
    }

    /** What the guest prints, as it prints it; ends when the console does. */
    public InputStream output() {
        return output;
    }

    /** Types to the guest. A write waits while the guest takes no input. */
    public OutputStream input() {
        return input;
    }

    /** Detaches. */
    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new ConteeException("cannot detach: " + ConteeException.reason(e), e);
        }
    }
}
