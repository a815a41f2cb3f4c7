package io.contee.cli;

import io.contee.collect.LogExport;
import io.contee.model.ConteeException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code contee collect export}: packs what one needs for a bug report. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description = {
            "Pack the records of a guest for a bug report: its collected logs and what they hold beyond, its memory"
                    + " figures, its XML and QEMU's log.",
            "Values that may be secret are removed from the XML and from QEMU's command line, and listed in"
                    + " manifest.json. What the guest printed is packed as it is."
        })
final class CollectExportCommand implements Callable<Integer> {

    private static final String CLEAR = "\r\u001b[K";

    @ParentCommand
    private CollectCommand collect;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "GUEST", description = "The guest.")
    private String guest = "";

    @Option(
            names = "--since",
            paramLabel = "TIME",
            converter = LogsCommand.Time.class,
            description = "Start at a time: 90s, 10m, 3h, 2d or 1h30m ago, or RFC 3339 (default: with all there is).")
    private Optional<Instant> since = Optional.empty();

    @Option(
            names = "--until",
            paramLabel = "TIME",
            converter = LogsCommand.Time.class,
            description = "End before a time (default: now).")
    private Optional<Instant> until = Optional.empty();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            required = true,
            description = "The archive, a .tar.gz.")
    private @Nullable Path output;

    @Override
    public Integer call() {
        Path archive = output == null ? Path.of("") : output;
        Instant end = until.orElseGet(Instant::now);
        Instant begin = since.orElse(Instant.EPOCH);
        if (!begin.isBefore(end)) {
            throw new ConteeException("there is nothing since " + begin + " and until " + end
                    + ": give a --since that is earlier than --until");
        }
        PrintWriter err = spec.commandLine().getErr();
        boolean terminal = Tty.isErrorTerminal();
        LogExport.Packed packed;
        try {
            packed = new LogExport(collect.config()).write(guest, begin, end, archive, progress -> {
                if (terminal) {
                    err.print(CLEAR + "contee: " + size(progress.bytes()) + ", " + progress.file());
                    err.flush();
                }
            });
        } finally {
            if (terminal) {
                err.print(CLEAR);
                err.flush();
            }
        }
        packed.notes().forEach(note -> err.println("contee: " + note));
        err.println("contee: " + LogExport.UNCHANGED);
        PrintWriter out = spec.commandLine().getOut();
        out.println(archive + ": " + packed.files() + " files, " + size(packed.bytes()));
        out.flush();
        return ExitCode.OK;
    }

    private static String size(long bytes) {
        return String.format(Locale.ROOT, "%.1f MiB", bytes / (double) (1 << 20));
    }
}
