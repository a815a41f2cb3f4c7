package io.contee.manager;

import io.contee.model.ConteeException;
import io.contee.net.Processes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Starts the process that is to take over from this one: of the version that is installed by now. */
public final class Successor {

    /** The system property with the start script that this process was started by. */
    private static final String LAUNCHER = "contee.launcher";

    private Successor() {}

    /**
     * Starts it.
     *
     * @param arguments this process's own, of the command line
     * @param more arguments to add, where they are not there
     * @throws ConteeException if it cannot be started
     */
    public static Process start(List<String> arguments, String more) {
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
            return new ProcessBuilder(command).inheritIO().start();
        } catch (IOException e) {
            throw new ConteeException("cannot start " + command.get(0) + ": " + ConteeException.reason(e), e);
        }
    }
}
