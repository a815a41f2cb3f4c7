package io.contee.cli;

import io.contee.config.CollectConfig;
import io.contee.config.ConteeConfig;
import io.contee.model.ConteeException;
import io.contee.model.OneLine;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code contee collect} and what its subcommands share. */
@Command(
        name = "collect",
        mixinStandardHelpOptions = true,
        description = "Collect logs and memory figures of all guests.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {CollectLogsCommand.class, CollectMemstatsCommand.class, CollectExportCommand.class},
        footer = {
            "",
            "Variables of KubeVirt's collector are understood: DATA_DIR, NAMESPACE,",
            "POLL_INTERVAL_SECS and HTTP_PORT. An option goes before a variable, and both",
            "before the configuration."
        })
final class CollectCommand implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(CollectCommand.class);

    /** KubeVirt's variables that have no counterpart on a host. */
    private static final List<String> WITHOUT_MEANING = List.of("KUBEVIRT_NAMESPACE", "HCO_NAMESPACE");

    @ParentCommand
    private ConteeCommand contee;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            description = "Store the data here (default: $DATA_DIR, else collect.dataDir).")
    private @Nullable Path dataDir;

    @Option(
            names = "--namespace",
            paramLabel = "NAME",
            scope = ScopeType.INHERIT,
            description = "Collect only guests whose pods are in this namespace (default: $NAMESPACE, else all).")
    private @Nullable String namespace;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing a command.");
    }

    /** The configuration, overridden by options and variables. */
    ConteeConfig config() {
        ConteeConfig config = contee.config();
        CollectConfig collect = config.collect();
        Map<String, String> environment = contee.environment();
        for (String name : WITHOUT_MEANING) {
            if (!environment.getOrDefault(name, "").isEmpty()) {
                LOG.info("{} is ignored: contee's own events stand for the logs of KubeVirt's components", name);
            }
        }
        Optional<Path> dir = Optional.ofNullable(dataDir).or(() -> variable("DATA_DIR", Path::of));
        Optional<String> only = Optional.ofNullable(namespace).or(() -> variable("NAMESPACE", Function.identity()));
        return config.withCollect(new CollectConfig(
                dir.orElse(collect.dataDir()).toAbsolutePath().normalize(),
                only.or(collect::namespace),
                collect.qemuLogDir(),
                collect.logs(),
                collect.memory(),
                collect.httpAddress(),
                collect.httpPort()));
    }

    /**
     * A variable of the environment, if it is set and not empty.
     *
     * @throws ConteeException if it is not valid
     */
    <T> Optional<T> variable(String name, Function<String, T> parser) {
        return Optional.ofNullable(contee.environment().get(name))
                .filter(text -> !text.isEmpty())
                .map(text -> {
                    try {
                        return parser.apply(text);
                    } catch (ConteeException | IllegalArgumentException e) {
                        throw new ConteeException(
                                name + "=" + OneLine.quoted(text) + " is not valid: " + ConteeException.reason(e), e);
                    }
                });
    }

    /** A variable that is an integer. */
    Optional<Integer> number(String name, int least, int most) {
        return variable(name, text -> {
            int number;
            try {
                number = Integer.parseInt(text);
            } catch (NumberFormatException e) {
                number = Integer.MIN_VALUE;
            }
            if (number < least || number > most) {
                throw new ConteeException("give an integer from " + least + " to " + most);
            }
            return number;
        });
    }
}
