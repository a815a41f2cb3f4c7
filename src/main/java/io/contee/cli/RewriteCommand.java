package io.contee.cli;

import io.contee.domainxml.RewriteOptions;
import io.contee.manager.ConteeConfig;
import io.contee.model.ConsoleMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code contee rewrite}: the rewriter as a filter. */
@Command(
        name = "rewrite",
        mixinStandardHelpOptions = true,
        description = "Prints a domain's XML with its consoles in another mode. Neither libvirt nor contee need run.")
final class RewriteCommand implements Runnable {

    @ParentCommand
    private ConteeCommand contee;

    @Parameters(
            paramLabel = "FILE",
            arity = "0..1",
            description = "The domain's XML; '-' or none reads it from the standard input.")
    private Path file = Path.of("-");

    @Option(
            names = "--mode",
            paramLabel = "MODE",
            description = "unix, pty or off (default: as the configuration says).")
    private Optional<ConsoleMode> mode = Optional.empty();

    @Option(names = "--take-over", description = TakeOver.DESCRIPTION)
    private boolean takeOver;

    @Override
    public void run() {
        ConteeConfig config = contee.config();
        RewriteOptions options = RewriteOptions.DEFAULTS.withTakeOver(takeOver);
        byte[] rewritten = config.rewriter()
                .rewrite(XmlInput.read(file), mode.orElse(config.mode()), options)
                .getBytes(StandardCharsets.UTF_8);
        System.out.write(rewritten, 0, rewritten.length);
        System.out.flush();
    }
}
