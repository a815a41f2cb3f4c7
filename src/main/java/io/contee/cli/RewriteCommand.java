package io.contee.cli;

import io.contee.config.ConteeConfig;
import io.contee.domainxml.DomainXml;
import io.contee.domainxml.RewriteOptions;
import io.contee.domainxml.Rewriter;
import io.contee.domainxml.SharedSocketConsoles;
import io.contee.model.ConsoleMode;
import io.contee.model.ConteeException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code contee rewrite}: the rewriter as a filter, and on files. */
@Command(
        name = "rewrite",
        mixinStandardHelpOptions = true,
        description = "Print a domain's XML with its consoles in another mode, or change or check files of such XML. "
                + "Neither libvirt nor contee has to run.",
        exitCodeOnExecutionException = RewriteCommand.FAILED,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done; with --check, nothing would change",
            "1:with --check, a file would change",
            "2:a file could not be rewritten (the others were), or the call was wrong"
        })
final class RewriteCommand implements Callable<Integer> {

    static final int FAILED = 2;
    private static final int DUE = 1;

    @ParentCommand
    private ConteeCommand contee;

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "FILE",
            arity = "0..*",
            description =
                    "Domains' XML, in any encoding that it declares; '-' or none reads it from the standard input.")
    private List<Path> files = List.of(XmlInput.STANDARD_INPUT);

    @Option(
            names = "--mode",
            paramLabel = "MODE",
            description = "Set mode unix, pty or off (default: as the configuration says).")
    private Optional<ConsoleMode> mode = Optional.empty();

    @Option(names = "--take-over", description = TakeOver.DESCRIPTION)
    private boolean takeOver;

    @Option(
            names = "--session",
            description = "Use the paths of your own contee and qemu:///session (default: those of the host's contee, "
                    + "whoever runs this, unless the configuration that you name has the URI of a session).")
    private boolean session;

    @Option(
            names = {"-i", "--in-place"},
            description = "Change the files in place, and print the names of those that changed.")
    private boolean inPlace;

    @Option(names = "--diff", description = "Print the changes as a unified diff for 'patch -p1' and 'git apply'.")
    private boolean diff;

    @Option(names = "--check", description = "Change nothing; print the names of the files that would change.")
    private boolean check;

    /** Finds the consoles of domains that were made for Virtlet, which are served as they are. */
    private Optional<SharedSocketConsoles> virtlets = Optional.empty();

    @Override
    public Integer call() {
        refuseWhatMakesNoSense();
        ConteeConfig config = session
                ? ConteeConfig.loadSession(contee.configFile(), contee.environment())
                : ConteeConfig.loadSystem(contee.configFile(), contee.environment());
        Rewriter rewriter = Rewriter.of(
                config.directories(), config.session(), config.domains().ptyLog());
        virtlets = config.guests().streamerSocket().map(SharedSocketConsoles::new);
        RewriteOptions options = RewriteOptions.DEFAULTS.withTakeOver(takeOver);
        ConsoleMode wanted = mode.orElse(config.domains().mode());
        boolean due = false;
        boolean failed = false;
        for (Path file : files) {
            try {
                FileRewrite rewrite =
                        FileRewrite.of(file, xml -> rewritten(rewriter, DomainXml.parse(xml), wanted, options));
                put(rewrite);
                due |= rewrite.changes();
            } catch (ConteeException e) {
                ConteeCommand.report(e, spec.commandLine());
                failed = true;
            }
        }
        if (System.out.checkError()) {
            throw new ConteeException("cannot write to the standard output: check that its disk is not full");
        }
        return failed ? FAILED : check && due ? DUE : 0;
    }

    /** Rewrites a domain, and reports its consoles that are not captured by that. */
    private String rewritten(Rewriter rewriter, DomainXml domain, ConsoleMode wanted, RewriteOptions options) {
        DomainXml rewritten = rewriter.rewrite(domain, wanted, options);
        if (wanted != ConsoleMode.OFF) {
            Map<String, String> types = new LinkedHashMap<>();
            rewriter.leftAlone(domain).stream()
                    .filter(console -> !(takeOver && console.isSocket()))
                    .forEach(console -> types.put(console.alias(), console.type()));
            virtlets.ifPresent(finder -> types.keySet().removeAll(finder.of(domain)));
            boolean captured = domain.consoleAliases().size() > types.size();
            LeftAlone.lines(domain.name(), captured, types)
                    .forEach(line -> spec.commandLine().getErr().println("contee: " + line));
        }
        return rewritten.text();
    }

    private void refuseWhatMakesNoSense() {
        if (inPlace && check) {
            throw wrongCall("--check and --in-place exclude each other");
        }
        if (inPlace && files.contains(XmlInput.STANDARD_INPUT)) {
            throw wrongCall("--in-place needs files: the standard input cannot be changed");
        }
        if (files.size() > 1 && !inPlace && !diff && !check) {
            throw wrongCall("Several files need --in-place, --diff or --check");
        }
    }

    private ParameterException wrongCall(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private void put(FileRewrite rewrite) {
        if (!inPlace && !diff && !check) {
            print(rewrite.after());
            return;
        }
        if (!rewrite.changes()) {
            return;
        }
        if (inPlace) {
            rewrite.replaceFile();
        }
        print(diff ? rewrite.diff() : rewrite.nameLine());
    }

    /** Writes bytes, because the encoding is that of the files. A failure shows at the end. */
    private static void print(byte[] bytes) {
        System.out.write(bytes, 0, bytes.length);
        System.out.flush();
    }
}
