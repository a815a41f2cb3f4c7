package io.contee.testing;

import io.contee.net.DescriptorSocket;
import io.contee.net.DescriptorTransfer;
import io.contee.net.DescriptorTransfer.Part;
import java.io.IOException;
import java.nio.file.Path;

/** A process that takes a contee's first domain over, and ends with it. */
public final class FailingSuccessor {

    private FailingSuccessor() {}

    public static Process start(Path handoverSocket) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        FailingSuccessor.class.getName(),
                        handoverSocket.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    public static void main(String[] args) throws IOException {
        try (DescriptorSocket socket = DescriptorSocket.connect(Path.of(args[0]))) {
            DescriptorTransfer.ask(socket);
            Part first = DescriptorTransfer.next(socket);
            DescriptorTransfer.tellServing(socket);
            Part domain = DescriptorTransfer.next(socket);
            if (first.name().isEmpty() || domain.descriptors().isEmpty()) {
                throw new IOException("no domain was handed over");
            }
        }
    }
}
