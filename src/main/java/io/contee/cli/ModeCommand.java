package io.contee.cli;

import io.contee.http.ControlClient;
import io.contee.http.ModeView;
import io.contee.model.ConsoleMode;
import io.contee.model.ConteeException.Kind;
import java.io.PrintWriter;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code contee mode}: shows and changes a domain's mode. */
@Command(
        name = "mode",
        mixinStandardHelpOptions = true,
        description = "Show the mode of a domain's consoles, or change it from the domain's next start on.")
final class ModeCommand implements Runnable, Hinting {

    @ParentCommand
    private ConteeCommand contee;

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "DOMAIN", description = "The domain's name.")
    private String domain = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "MODE",
            description =
                    "Set mode unix, pty or off; off restores the definition, and contee does not change it again.")
    private Optional<ConsoleMode> mode = Optional.empty();

    @Option(names = "--live", description = "Change the running guest, too, without restarting it.")
    private boolean live;

    @Override
    public void run() {
        if (live && mode.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "--live needs a mode to change to.");
        }
        ModeView view;
        try (ControlClient client = contee.client()) {
            view = mode.map(wanted -> client.setMode(domain, wanted, live)).orElseGet(() -> client.mode(domain));
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println("definition: " + Optional.ofNullable(view.definition()).orElse("none, the domain is transient"));
        view.running().forEach((alias, present) -> out.println("running " + alias + ": " + present));
        if (view.restartDue()) {
            out.println("the guest runs in another mode than its definition's: stop and start it");
        }
        out.flush();
    }

    @Override
    public Optional<String> hint(Kind failure) {
        return failure == Kind.CONFLICT ? Optional.of("--live does") : Optional.empty();
    }
}
