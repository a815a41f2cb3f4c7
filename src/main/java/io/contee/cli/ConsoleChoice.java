package io.contee.cli;

import io.contee.model.ConsoleRef;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Names a console on the command line. */
final class ConsoleChoice {

    @Parameters(paramLabel = "DOMAIN", description = "The domain's name.")
    private String domain = "";

    @Option(
            names = {"-c", "--console"},
            paramLabel = "ALIAS",
            description = "Which console (default: the first).")
    private Optional<String> alias = Optional.empty();

    ConsoleRef console() {
        return new ConsoleRef(domain, alias);
    }
}
