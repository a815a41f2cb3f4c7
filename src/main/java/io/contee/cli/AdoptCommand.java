package io.contee.cli;

import io.contee.http.ControlClient;
import io.contee.model.ConsoleRef;
import io.contee.model.ConteeException.Kind;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code contee adopt}: adopts the consoles of running guests. */
@Command(
        name = "adopt",
        mixinStandardHelpOptions = true,
        description = "Move the consoles of a running guest from their ptys to contee, without restarting the guest.",
        footer = {
            "",
            "libvirt marks the domain as tainted (custom-monitor), and 'virsh console' does not",
            "work until 'contee release' or the guest's next start. The definition is not changed.",
            "--all leaves domains alone whose metadata asks for mode pty or off."
        })
final class AdoptCommand implements Callable<Integer>, Hinting {

    @ParentCommand
    private ConteeCommand contee;

    @Spec
    private CommandSpec spec;

    @Mixin
    private final RunningChoice choice = new RunningChoice();

    @Option(
            names = "--force",
            description = "Adopt even if another process has the pty open, as 'virsh console' does, or the <log> of the"
                    + " console cannot be continued.")
    private boolean force;

    @Override
    public Integer call() {
        try (ControlClient client = contee.client()) {
            return choice.forEach(
                    spec, client::adoptable, domain -> client.adopt(new ConsoleRef(domain, choice.alias()), force));
        }
    }

    @Override
    public Optional<String> hint(Kind failure) {
        return failure == Kind.CONFLICT ? Optional.of("--force adopts it anyway") : Optional.empty();
    }
}
