package io.contee.cli;

import io.contee.http.ControlClient;
import io.contee.model.ConteeException.Kind;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code contee send}: types a text to a guest. */
@Command(name = "send", mixinStandardHelpOptions = true, description = "Type a text to a guest.")
final class SendCommand implements Runnable, Hinting {

    @ParentCommand
    private ConteeCommand contee;

    @Mixin
    private ConsoleChoice choice = new ConsoleChoice();

    @Parameters(
            index = "1",
            paramLabel = "TEXT",
            converter = GuestText.Converter.class,
            description = "The text; \\r (the Enter key), \\n, \\t, \\e, \\xHH and \\\\ are understood.")
    private GuestText text = GuestText.parse("");

    @Mixin
    private EnterChoice enter = new EnterChoice();

    @Option(names = "--force", description = "Steal the write lease from its holder.")
    private boolean force;

    @Override
    public void run() {
        try (ControlClient client = contee.client()) {
            client.send(choice.console(), force, enter.lineEndsOrAsWritten().turn(text.bytes()));
        }
    }

    @Override
    public Optional<String> hint(Kind failure) {
        return failure == Kind.CONFLICT ? Optional.of("--force steals it") : Optional.empty();
    }
}
