package io.contee.cli;

import io.contee.http.ControlClient;
import io.contee.http.DefinedView;
import io.contee.model.ConsoleMode;
import io.contee.model.OneLine;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code contee define}: defines a domain whose consoles are contee's. */
@Command(
        name = "define",
        mixinStandardHelpOptions = true,
        description = "Rewrites a domain's XML so that its consoles reach contee, and defines it in libvirt.")
final class DefineCommand implements Runnable {

    @ParentCommand
    private ConteeCommand contee;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "The domain's XML; '-' reads it from the standard input.")
    private Path file = Path.of("-");

    @Option(
            names = "--mode",
            paramLabel = "MODE",
            description = "unix, pty or off (default: as the metadata or the configuration says).")
    private Optional<ConsoleMode> mode = Optional.empty();

    @Option(names = "--take-over", description = TakeOver.DESCRIPTION)
    private boolean takeOver;

    @Option(
            names = "--max-size",
            paramLabel = "SIZE",
            description = "The limit of each file of its raw logs, 4Mi for example (default: as the metadata or the"
                    + " configuration says).")
    private Optional<String> maxSize = Optional.empty();

    @Option(
            names = "--max-files",
            paramLabel = "COUNT",
            description = "How many rotated files its raw logs keep (default: likewise).")
    private Optional<Integer> maxFiles = Optional.empty();

    @Option(
            names = "--annotation",
            paramLabel = "KEY=VALUE",
            description = "An annotation for aggregators; may be given several times.")
    private Map<String, String> annotations = new LinkedHashMap<>();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "Print text or json (default: text).")
    private ListCommand.Output output = ListCommand.Output.TEXT;

    @ArgGroup(exclusive = false)
    private @Nullable Pod pod;

    /** The pod that the domain's consoles log for. */
    static final class Pod {
        @Option(
                names = "--pod",
                required = true,
                paramLabel = "[NAMESPACE/]POD",
                description = "The pod whose log its consoles write.")
        private String name = "";

        @Option(names = "--pod-uid", required = true, paramLabel = "UID", description = "The pod's UID.")
        private String uid = "";

        @Option(
                names = "--container",
                paramLabel = "NAME",
                description = "The container's name (default: the console's alias).")
        private Optional<String> container = Optional.empty();
    }

    @Override
    public void run() {
        Optional<Pod> given = Optional.ofNullable(pod);
        Optional<String[]> name = given.map(p -> p.name.split("/", 2));
        Map<String, String> parameters = ConteeCommand.parameters(
                "mode", mode,
                "takeOver", Optional.of(takeOver),
                "maxSize", maxSize,
                "maxFiles", maxFiles,
                "namespace", name.filter(n -> n.length == 2).map(n -> n[0]),
                "pod", name.map(n -> n[n.length - 1]),
                "uid", given.map(p -> p.uid),
                "container", given.flatMap(p -> p.container));
        annotations.forEach((key, value) -> parameters.put("annotation." + key, value));
        try (ControlClient client = contee.client()) {
            DefinedView defined = client.define(XmlInput.read(file).text(), parameters);
            print(defined);
        }
    }

    private void print(DefinedView defined) {
        PrintWriter out = spec.commandLine().getOut();
        switch (output) {
            case JSON ->
                out.println(JsonText.indented(defined));
            case TEXT -> out.println("defined " + OneLine.of(defined.domain()) + " (" + defined.uuid() + ")");
        }
        if (mode.equals(Optional.of(ConsoleMode.OFF)) || defined.leftAlone() == null || defined.captured() == null) {
            return;
        }
        boolean captured = !defined.captured().isEmpty();
        LeftAlone.lines(defined.domain(), captured, defined.leftAlone())
                .forEach(line -> spec.commandLine().getErr().println("contee: " + line));
    }
}
