package io.contee.cli;

import io.contee.config.ConteeConfig;
import io.contee.http.ControlClient;
import io.contee.model.ConteeException;
import io.contee.model.OneLine;
import io.contee.model.Version;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command {@code contee} and what its subcommands share. */
@Command(
        name = "contee",
        description = "A console broker for libvirt guests.",
        mixinStandardHelpOptions = true,
        versionProvider = ConteeCommand.JarVersion.class,
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:failed, with the reason on stderr", "2:the call was wrong"})
final class ConteeCommand implements Runnable {

    private static final String CONTROL_SOCKET_VARIABLE = "CONTEE_CONTROL_SOCKET";

    private static final List<Class<?>> SUBCOMMANDS = List.of(
            ServeCommand.class,
            RestartCommand.class,
            DefineCommand.class,
            ModeCommand.class,
            AdoptCommand.class,
            ReleaseCommand.class,
            ListCommand.class,
            ConsoleCommand.class,
            SendCommand.class,
            WhoCommand.class,
            TopCommand.class,
            LogsCommand.class,
            PruneCommand.class,
            CollectCommand.class,
            RewriteCommand.class,
            DoctorCommand.class,
            ClassListCommand.class);

    @Option(
            names = "--config",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description =
                    "Read this configuration (default: $CONTEE_CONFIG, else /etc/contee/contee.yaml, or for users other "
                            + "than root ~/.config/contee/contee.yaml, if it exists).")
    private @Nullable Path configFile;

    @Spec
    private CommandSpec spec;

    private final Map<String, String> environment;

    private ConteeCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    /**
     * The command line for some arguments. If they begin with a subcommand it has that one alone: reading the options
     * of all of them would delay each start.
     */
    static CommandLine commandLine(Map<String, String> environment, String... arguments) {
        CommandLine line = new CommandLine(new ConteeCommand(environment));
        List<Class<?>> called = SUBCOMMANDS.stream()
                .filter(subcommand -> arguments.length > 0 && arguments[0].equals(name(subcommand)))
                .toList();
        (called.isEmpty() ? SUBCOMMANDS : called).forEach(line::addSubcommand);
        return line.setCaseInsensitiveEnumValuesAllowed(true).setExecutionExceptionHandler(ConteeCommand::failed);
    }

    private static String name(Class<?> subcommand) {
        return subcommand.getAnnotation(Command.class).name();
    }

    private static int failed(Exception failure, CommandLine command, CommandLine.ParseResult parsed) throws Exception {
        if (failure instanceof ConteeException expected) {
            report(expected, command);
        } else {
            command.getErr()
                    .println("contee: internal error: " + OneLine.of(failure.toString()) + "; please report this");
        }
        return command.getCommandSpec().exitCodeOnExecutionException();
    }

    /** Reports a failure to the user, with the option that helps, if there is one. */
    static void report(ConteeException failure, CommandLine command) {
        Optional<String> hint =
                command.getCommand() instanceof Hinting hinting ? hinting.hint(failure.kind()) : Optional.empty();
        command.getErr()
                .println(command.getColorScheme().errorText("contee: ").toString()
                        + OneLine.of(failure.getMessage())
                        + hint.map(text -> " (" + text + ")").orElse(""));
    }

    /** Without a subcommand there is nothing to do. */
    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing a command.");
    }

    ConteeConfig config() {
        return configFile == null ? ConteeConfig.load(environment) : ConteeConfig.load(configFile, environment);
    }

    /** The file that {@code --config} names. */
    Optional<Path> configFile() {
        return Optional.ofNullable(configFile);
    }

    Map<String, String> environment() {
        return environment;
    }

    /** Returns whether the user allows colours on a terminal; see no-color.org. */
    boolean colours() {
        return environment.getOrDefault("NO_COLOR", "").isEmpty();
    }

    ControlClient client() {
        return new ControlClient(controlSocket());
    }

    /** @param answerLimit the longest wait for the beginning of an answer */
    ControlClient client(Duration answerLimit) {
        return new ControlClient(controlSocket(), answerLimit);
    }

    /** The socket of the contee to talk to, which may be another user's. */
    Path controlSocket() {
        String named = environment.get(CONTROL_SOCKET_VARIABLE);
        return named == null ? config().directories().run().controlSocket() : Path.of(named);
    }

    /** Prints the version of the jar. */
    static final class JarVersion implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"contee " + Version.own()};
        }
    }
}
