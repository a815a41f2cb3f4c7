package io.contee.cli;

import io.contee.http.ConsoleView;
import io.contee.http.ControlClient;
import io.contee.manager.ConsoleAttachment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code contee console}: attaches a terminal, or a script's input and output, to a guest. */
@Command(name = "console", mixinStandardHelpOptions = true, description = "Attaches to a guest's console; ^] detaches.")
final class ConsoleCommand implements Callable<Integer> {

    @ParentCommand
    private ConteeCommand contee;

    @Mixin
    private ConsoleChoice choice = new ConsoleChoice();

    @Option(
            names = "--linger",
            paramLabel = "SECONDS",
            description = "How long the guest must be silent before contee ends, once an input that is no terminal has "
                    + "ended (default: ${DEFAULT-VALUE}).")
    private int lingerSeconds = 1;

    @Override
    public Integer call() {
        ConsoleView view;
        try (ControlClient client = contee.client()) {
            view = client.console(choice.domain(), ConteeCommand.parameters("console", choice.alias()));
        }
        try (ConsoleAttachment attachment = ConsoleAttachment.connect(Path.of(view.clientSocket()))) {
            return new ConsoleTerminal(attachment, view.domain() + "/" + view.console())
                    .run(Duration.ofSeconds(lingerSeconds));
        }
    }
}
