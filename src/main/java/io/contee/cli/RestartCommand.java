package io.contee.cli;

import io.contee.http.ControlClient;
import io.contee.http.UnreachableException;
import io.contee.model.ConteeException;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code contee restart}: replaces the running daemon by a new process. */
@Command(
        name = "restart",
        mixinStandardHelpOptions = true,
        description = {
            "Replace the running daemon by one of the installed version.",
            "No guest and no client of a console's socket is disconnected, and no byte is lost."
        })
final class RestartCommand implements Callable<Integer> {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final long LOOK_MILLIS = 20;

    @ParentCommand
    private ConteeCommand contee;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        long former;
        long next;
        try (ControlClient client = contee.client()) {
            former = client.status().pid();
            next = begin(client, former);
        }
        long end = System.nanoTime() + LIMIT.toNanos();
        while (System.nanoTime() - end < 0) {
            long serving = pid(former);
            if (serving != former) {
                spec.commandLine().getOut().println("restarted: process " + serving + " replaces " + former);
                return ExitCode.OK;
            }
            Thread.sleep(LOOK_MILLIS);
        }
        throw new ConteeException("process " + next + " has not replaced process " + former + " within "
                + LIMIT.toSeconds() + " s, and process " + former + " still serves: see contee's log");
    }

    private static long begin(ControlClient client, long former) {
        try {
            return client.restart();
        } catch (UnreachableException e) {
            return former; // it has ended before it could answer
        }
    }

    /** The process that serves; the previous one while there is none. */
    private long pid(long former) {
        try (ControlClient client = contee.client()) {
            return client.status().pid();
        } catch (ConteeException e) {
            return former;
        }
    }
}
