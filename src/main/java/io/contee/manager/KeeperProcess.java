package io.contee.manager;

import io.contee.model.ConteeException;
import io.contee.net.DescriptorKeeper;
import io.contee.net.DescriptorSocket;
import io.contee.net.Processes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The keeper of a run directory, see {@link DescriptorKeeper}: a separate JVM, as small as possible, that contee starts
 * and that outlives it. Any thread may call it.
 */
public final class KeeperProcess {

    /** The time that it stores connections without a daemon: that is how long a guest's output may stand still. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Duration START_LIMIT = Duration.ofSeconds(10);
    private static final long LOOK_MILLIS = 10;

    private final Path socket;

    KeeperProcess(Path socket) {
        this.socket = socket;
    }

    /** Runs the keeper's process; its argument is the socket it listens at. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Processes.leaveSession();
        DescriptorKeeper.run(Path.of(arguments[0]), PATIENCE);
    }

    /** Connects to it, if it runs. */
    Optional<DescriptorSocket> connectIfRunning() {
        try {
            return Optional.of(DescriptorSocket.connect(socket));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /**
     * Connects to it, and starts it if it does not run.
     *
     * @throws IOException if it cannot be started
     */
    DescriptorSocket connect() throws IOException {
        Optional<DescriptorSocket> running = connectIfRunning();
        if (running.isPresent()) {
            return running.get();
        }
        Process process = start();
        long end = System.nanoTime() + START_LIMIT.toNanos();
        while (System.nanoTime() - end < 0) {
            running = connectIfRunning();
            if (running.isPresent()) {
                return running.get();
            }
            try {
                if (process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                    throw new IOException("the keeper has ended with exit code " + process.exitValue());
                }
            } catch (InterruptedException e) {
                throw ConteeException.interrupted("starting the keeper", e);
            }
        }
        process.destroyForcibly();
        throw new IOException("the keeper has not started within " + START_LIMIT.toSeconds() + " s");
    }

    /** The command line of the keeper: a small JVM, with nothing that wakes it while no daemon is away. */
    static List<String> command(Path socket) {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        return List.of(
                (Files.isExecutable(java) ? java : Path.of("java")).toString(),
                "-Xshare:auto",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "-XX:TieredStopAtLevel=1",
                "-Xmx8m",
                "-Xss256k",
                "-XX:ReservedCodeCacheSize=8m",
                "-XX:MaxMetaspaceSize=24m",
                "-cp",
                System.getProperty("java.class.path"),
                KeeperProcess.class.getName(),
                socket.toString());
    }

    private Process start() throws IOException {
        return new ProcessBuilder(command(socket))
                .directory(Path.of("/").toFile())
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }
}
