package io.contee.testing;

import io.contee.domainxml.Rewriter;
import io.contee.http.ConsoleView;
import io.contee.http.ControlClient;
import io.contee.model.ConsoleMode;
import io.contee.model.ConsoleRef;
import io.contee.model.ConteeException;
import io.contee.net.DescriptorSocket;
import io.contee.net.DescriptorStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.UUID;

/** {@code contee serve} in a process of its own, without any libvirt, that can be restarted and killed. */
public final class ConteeDaemon implements AutoCloseable {

    private final ShortTempDir temp = new ShortTempDir();
    private final Path config = temp.resolve("contee.yaml");
    private final Path log = temp.resolve("contee.log");
    private final Map<String, String> environment;
    private final OptionalInt openFiles;
    private final Map<String, String> prepared = new HashMap<>();
    private long pid;

    /** Starts one with more lines of configuration. */
    public ConteeDaemon(String configuration) {
        this(configuration, Map.of());
    }

    /** The same with a limit of open files. */
    public ConteeDaemon(String configuration, int openFiles) {
        this(configuration, Map.of(), OptionalInt.of(openFiles));
    }

    /** The same with variables of the environment. */
    public ConteeDaemon(String configuration, Map<String, String> environment) {
        this(configuration, environment, OptionalInt.empty());
    }

    private ConteeDaemon(String configuration, Map<String, String> environment, OptionalInt openFiles) {
        this.environment = environment;
        this.openFiles = openFiles;
        try {
            Files.writeString(config, """
                    runDir: %1$s/r
                    logDir: %1$s/l
                    podLogDir: %1$s/p
                    libvirtUri: qemu+unix:///system?socket=%1$s/no-libvirt
                    guestUser: %2$s
                    guestPidDir: %1$s/q
                    """.formatted(temp.path(), System.getProperty("user.name")) + configuration);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start();
    }

    /** Starts it again, after it was killed. */
    public void start() {
        List<String> command = new ArrayList<>();
        openFiles.ifPresent(limit -> command.addAll(List.of("sh", "-c", "ulimit -n " + limit + "; exec \"$@\"", "sh")));
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "io.contee.cli.Main",
                "--config",
                config.toString(),
                "serve"));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().keySet().removeIf(name -> name.startsWith("CONTEE_")); // what the tests run in
        builder.environment().putAll(environment);
        try {
            pid = builder.start().pid();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        long started = pid;
        try {
            Await.until("contee answers", () -> answeringPid() == started);
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + ": " + log(), e);
        }
    }

    /** Whether it answers now. */
    public boolean answers() {
        return answeringPid() == pid;
    }

    private long answeringPid() {
        if (!Files.exists(controlSocket())) {
            return 0;
        }
        try (ControlClient client = client()) {
            return client.status().pid();
        } catch (ConteeException e) {
            return 0;
        }
    }

    /** Kills it with no warning. */
    public void kill() {
        ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
        process.destroyForcibly();
        process.onExit().join();
    }

    /** Restarts it as {@code contee restart} does. */
    public void restart() {
        long former = pid;
        try (ControlClient client = client()) {
            client.restart();
        } catch (ConteeException e) {
            // It may end before it answers.
        }
        Await.until("another contee answers", () -> {
            long answering = answeringPid();
            pid = answering == 0 ? pid : answering;
            return pid != former;
        });
        Await.until(
                "the former contee has ended",
                () -> ProcessHandle.of(former).filter(ProcessHandle::isAlive).isEmpty());
    }

    public long pid() {
        return pid;
    }

    public ControlClient client() {
        return new ControlClient(controlSocket());
    }

    /** Its configuration. */
    public Path configFile() {
        return config;
    }

    public Path controlSocket() {
        return temp.resolve("r/control.sock");
    }

    public Path directory() {
        return temp.path();
    }

    /** What it has said. */
    public String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Tells it, as the hook does, that a domain is about to start, whose guest is this process; returns its console. */
    public ConsoleView prepare(String domain) {
        return prepare(domain, Domains.ORDINARY);
    }

    /** The same for a domain with the devices of another one. */
    public ConsoleView prepare(String domain, String template) {
        TestSettings.recordGuest(temp.resolve("q"), domain);
        UUID uuid = UUID.nameUUIDFromBytes(domain.getBytes(StandardCharsets.UTF_8));
        String xml = new Rewriter(temp.resolve("r/consoles"), temp.resolve("l/.pty"))
                .rewrite(
                        template.replace("<name>web<", "<name>" + domain + "<")
                                .replaceFirst("<uuid>[^<]*<", "<uuid>" + uuid + "<"),
                        ConsoleMode.UNIX)
                .replaceFirst("<domain type='qemu'", "<domain type='qemu' id='1'");
        prepared.put(domain, xml);
        hook("prepare/begin", xml);
        return console(domain);
    }

    /** Reports to it, as the hook does, that a prepared domain has ended. */
    public void release(String domain) {
        hook("release/end", Objects.requireNonNull(prepared.get(domain), domain));
    }

    private void hook(String operation, String xml) {
        try (SocketPeer peer = SocketPeer.connect(controlSocket())) {
            byte[] body = xml.getBytes(StandardCharsets.UTF_8);
            peer.write(
                    "POST /hook/" + operation + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: "
                            + body.length + "\r\n\r\n");
            peer.write(body);
            peer.awaitText("HTTP/1.1 204");
        }
    }

    /** A console as it is now. */
    public ConsoleView console(String domain) {
        try (ControlClient client = client()) {
            return client.console(ConsoleRef.of(domain));
        }
    }

    /** How many clients its consoles have. */
    public int clientCount() {
        try (ControlClient client = client()) {
            return client.clients().size();
        }
    }

    /** The socket that a domain's guest connects to. */
    public static Path guestSocket(ConsoleView console) {
        return Path.of(console.clientSocket().toString().replaceFirst("client$", "guest"));
    }

    @Override
    public void close() {
        ProcessHandle.of(pid).ifPresent(process -> {
            process.destroy();
            process.onExit().join();
        });
        // One that was killed has left its keeper.
        try (DescriptorStore keeper =
                DescriptorStore.ofKeeper(DescriptorSocket.connect(temp.resolve("r/keeper.sock")))) {
            keeper.stop(List.of());
        } catch (IOException e) {
            // there is none
        }
        temp.close();
    }
}
