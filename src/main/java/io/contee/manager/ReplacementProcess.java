package io.contee.manager;

import io.contee.model.ConteeException;
import io.contee.net.Processes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Starts the process that replaces this one: the version that is installed by now. */
public final class ReplacementProcess {

    /** The system property with the start script that this process was started by. */
    private static final String LAUNCHER = "contee.launcher";

    private static final String START = "file=$1; shift; \"$@\" & echo $! > \"$file\"";

    private ReplacementProcess() {}

    /**
     * Starts it. It is a child of the service manager, not of this process: otherwise the service manager would not
     * notice its end.
     *
     * @param arguments this process's own, of the command line
     * @param more arguments to add, where they are not there
     * @throws ConteeException if it cannot be started
     */
    public static ProcessHandle start(List<String> arguments, String more) {
        List<String> command = new ArrayList<>();
        Optional<String> launcher = Optional.ofNullable(System.getProperty(LAUNCHER));
        if (launcher.isPresent()) {
            command.add(launcher.get());
            command.addAll(arguments);
        } else {
            command.addAll(Processes.commandLine((int) ProcessHandle.current().pid()));
            command.remove(command.size() - 1); // what follows the last NUL
        }
        if (!command.contains(more)) {
            command.add(more);
        }
        try {
            return startAsOrphan(command);
        } catch (IOException e) {
            throw new ConteeException("cannot start " + command.get(0) + ": " + ConteeException.reason(e), e);
        }
    }

    private static ProcessHandle startAsOrphan(List<String> command) throws IOException {
        Path file = Files.createTempFile("contee", ".pid");
        try {
            List<String> script = new ArrayList<>(List.of("/bin/sh", "-c", START, "sh", file.toString()));
            script.addAll(command);
            Process starter = new ProcessBuilder(script).inheritIO().start();
            int code = starter.onExit().join().exitValue();
            String pid = Files.readString(file).strip();
            if (code != 0 || pid.isEmpty()) {
                throw new IOException("/bin/sh has ended with exit code " + code);
            }
            return ProcessHandle.of(Long.parseLong(pid)).orElseThrow(() -> new IOException("it has ended at once"));
        } finally {
            Files.deleteIfExists(file);
        }
    }
}
