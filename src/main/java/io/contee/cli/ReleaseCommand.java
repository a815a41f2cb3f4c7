package io.contee.cli;

import io.contee.http.ConsoleView;
import io.contee.http.ControlClient;
import io.contee.model.ConsoleRef;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code contee release}: releases adopted consoles. */
@Command(
        name = "release",
        mixinStandardHelpOptions = true,
        description = "Move the adopted consoles of a running guest back to a pty.")
final class ReleaseCommand implements Callable<Integer> {

    @ParentCommand
    private ConteeCommand contee;

    @Spec
    private CommandSpec spec;

    @Mixin
    private final RunningChoice choice = new RunningChoice();

    @Override
    public Integer call() {
        try (ControlClient client = contee.client()) {
            return choice.forEach(
                    spec,
                    () -> client.consoles().stream()
                            .filter(ConsoleView::adopted)
                            .map(ConsoleView::domain)
                            .distinct()
                            .toList(),
                    domain -> client.release(new ConsoleRef(domain, choice.alias())));
        }
    }
}
