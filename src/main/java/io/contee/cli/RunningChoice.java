package io.contee.cli;

import io.contee.model.ConteeException;
import io.contee.model.OneLine;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** Names one running domain, or all, and does something for each. */
final class RunningChoice {

    @ArgGroup(multiplicity = "1")
    private Domains domains = new Domains();

    /** One domain or all. */
    static final class Domains {
        @Parameters(paramLabel = "DOMAIN", description = "The domain's name.")
        private String domain = "";

        @Option(names = "--all", description = "Use all running domains that are eligible; continue after a failure.")
        private boolean all;
    }

    @Option(
            names = {"-c", "--console"},
            paramLabel = "ALIAS",
            description = "Which console of the domain (default: all).")
    private Optional<String> alias = Optional.empty();

    private static void print(PrintWriter out, List<String> lines) {
        lines.forEach(line -> out.println(OneLine.of(line)));
    }

    Optional<String> alias() {
        return alias;
    }

    /**
     * Does it, and prints what was done.
     *
     * @param all finds the domains that {@code --all} means
     * @return the exit code
     */
    int forEach(CommandSpec spec, Supplier<List<String>> all, Function<String, List<String>> action) {
        PrintWriter out = spec.commandLine().getOut();
        if (!domains.all) {
            print(out, action.apply(domains.domain));
            return ExitCode.OK;
        }
        if (alias.isPresent()) {
            throw new ParameterException(spec.commandLine(), "--console goes with one domain, not with --all.");
        }
        int failed = 0;
        List<String> names = all.get();
        for (String name : names) {
            try {
                print(out, action.apply(name));
            } catch (ConteeException e) {
                failed++;
                spec.commandLine().getErr().println("contee: " + OneLine.of(e.getMessage()));
            }
            out.flush();
        }
        out.println(names.size() - failed + " of " + names.size() + " domains done");
        return failed == 0 ? ExitCode.OK : ExitCode.SOFTWARE;
    }
}
