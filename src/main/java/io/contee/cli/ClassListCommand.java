package io.contee.cli;

import io.contee.config.ConteeConfig;
import io.contee.http.ControlServer;
import io.contee.manager.Contee;
import io.contee.net.IoBuffer;
import io.contee.net.UnixConnection;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;

/**
 * {@code contee train}: a daemon with one guest, in a directory that is deleted, and the commands that ask it. {@code
 * bin/contee} runs it in a JVM that archives the classes it has loaded when it ends, with which others start faster.
 */
@Command(name = "train", hidden = true, description = "Load the classes that contee needs; bin/contee calls it.")
final class ClassListCommand implements Callable<Integer> {

    private static final String DOMAIN = """
            <domain type='qemu' id='1'><name>train</name><uuid>6b1c6a52-7d0a-4c1f-9c3e-0d0c6f0e0a01</uuid><devices>
            <serial type='unix'><source mode='connect' path='%s'/><alias name='serial0'/></serial>
            </devices></domain>
            """;

    @Override
    public Integer call() throws IOException {
        Path directory = Files.createTempDirectory("contee");
        try {
            train(directory);
        } finally {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
        return ExitCode.OK;
    }

    @SuppressWarnings("try") // the server is there to be called over its socket
    private static void train(Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("contee.yaml"), """
                runDir: %1$s/r
                logDir: %1$s/l
                podLogDir: %1$s/p
                libvirtUri: test:///default
                guestPidDir: %1$s
                """.formatted(directory));
        Map<String, String> environment = Map.of("CONTEE_CONFIG", file.toString());
        ConteeConfig config = ConteeConfig.load(environment);
        Path socket =
                config.directories().run().consoles().resolve("6b1c6a52-7d0a-4c1f-9c3e-0d0c6f0e0a01/serial0.guest");
        Files.writeString(
                directory.resolve("train.pid"),
                Long.toString(ProcessHandle.current().pid()));
        Path domain = Files.writeString(directory.resolve("domain.xml"), DOMAIN.formatted(socket));
        try (Contee contee = Contee.open(config);
                ControlServer server = ControlServer.start(contee)) {
            contee.hook("prepare", Files.readString(domain));
            try (UnixConnection guest = UnixConnection.connect(socket)) {
                IoBuffer line = new IoBuffer(16);
                line.bytes().put("a line\n".getBytes(StandardCharsets.UTF_8)).flip();
                guest.write(line);
                run(environment, "list");
                run(environment, "list", "-o", "json");
                run(environment, "logs", "train");
                run(environment, "mode", "train");
                run(environment, "define", domain.toString());
                run(environment, "rewrite", domain.toString());
                run(environment, "doctor");
            }
        }
    }

    /** Only the classes matter, not the output. */
    private static void run(Map<String, String> environment, String... command) {
        PrintWriter nowhere = new PrintWriter(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        var unused = ConteeCommand.commandLine(environment, command)
                .setOut(nowhere)
                .setErr(nowhere)
                .execute(command);
    }
}
