package io.contee.cli;

import io.contee.http.ControlClient;
import io.contee.http.DefinedView;
import io.contee.manager.DefineOptions;
import io.contee.model.ByteSize;
import io.contee.model.ConsoleMode;
import io.contee.model.ConteeException;
import io.contee.model.OneLine;
import io.contee.model.PodIdentity;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code contee define}: defines a domain whose consoles are contee's. */
@Command(
        name = "define",
        mixinStandardHelpOptions = true,
        description = "Rewrite a domain's XML to direct its consoles to contee, and define it in libvirt.")
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
            description = "Set mode unix, pty or off (default: as the metadata or the configuration says).")
    private Optional<ConsoleMode> mode = Optional.empty();

    @Option(names = "--take-over", description = TakeOver.DESCRIPTION)
    private boolean takeOver;

    @Option(
            names = "--max-size",
            paramLabel = "SIZE",
            converter = Size.class,
            description = "Limit each raw log file to this size, such as 4Mi (default: as the metadata or the"
                    + " configuration says).")
    private Optional<ByteSize> maxSize = Optional.empty();

    @Option(
            names = "--max-files",
            paramLabel = "COUNT",
            description = "Keep this many rotated files of each raw log (default: as above).")
    private Optional<Integer> maxFiles = Optional.empty();

    @Option(
            names = "--annotation",
            paramLabel = "KEY=VALUE",
            description = "Add an annotation for log aggregators; may be repeated.")
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
                description = "Write the pod log of this pod.")
        private String name = "";

        @Option(names = "--pod-uid", required = true, paramLabel = "UID", description = "The pod's UID.")
        private String uid = "";

        @Option(
                names = "--container",
                paramLabel = "NAME",
                description = "The container's name (default: the console's alias).")
        private Optional<String> container = Optional.empty();

        private PodIdentity identity() {
            int slash = name.indexOf('/');
            return new PodIdentity(
                    slash < 0 ? PodIdentity.DEFAULT_NAMESPACE : name.substring(0, slash),
                    name.substring(slash + 1),
                    uid,
                    container);
        }
    }

    /** Reads a size. */
    static final class Size implements ITypeConverter<ByteSize> {
        @Override
        public ByteSize convert(String text) {
            try {
                return ByteSize.parse(text);
            } catch (ConteeException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }

    @Override
    public void run() {
        DefineOptions options = new DefineOptions(mode, Optional.empty(), maxSize, maxFiles, annotations, takeOver);
        DefineOptions wanted = Optional.ofNullable(pod)
                .map(Pod::identity)
                .map(options::withPod)
                .orElse(options);
        try (ControlClient client = contee.client()) {
            DefinedView defined = client.define(XmlInput.read(file).text(), wanted);
            print(defined);
        }
    }

    private void print(DefinedView defined) {
        PrintWriter out = spec.commandLine().getOut();
        switch (output) {
            case JSON -> out.println(JsonText.indented(defined));
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
