package io.contee.cli;

import io.contee.daemon.Daemon;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code contee serve}: the broker as a daemon. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        description = "Serve the consoles of this host's guests, in the foreground, until it is stopped.")
final class ServeCommand implements Callable<Integer> {

    @ParentCommand
    private ConteeCommand contee;

    @Spec
    private CommandSpec spec;

    @Option(
            names = Daemon.TAKE_OVER,
            description = "Replace the running daemon, if there is one, without losing a connection.")
    private boolean takeOver;

    @Override
    public Integer call() throws InterruptedException {
        List<String> arguments = spec.root().commandLine().getParseResult().originalArgs();
        new Daemon(contee.config(), contee.environment(), arguments).start(takeOver);
        new CountDownLatch(1).await();
        return ExitCode.OK;
    }
}
