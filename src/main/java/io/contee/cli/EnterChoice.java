package io.contee.cli;

import io.contee.cli.LineEnds.Enter;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The option that selects what is typed at the end of a line. */
final class EnterChoice {

    @Option(
            names = "--enter",
            paramLabel = "KEY",
            description =
                    "Type this at the end of each line: cr, as the Enter key does, lf, crlf, or raw to type line ends "
                            + "as they are. Default: cr for lines of a file or pipe that is text; raw for other data and for TEXT "
                            + "on the command line, where \\r is the Enter key.")
    private Optional<Enter> enter = Optional.empty();

    /** Returns the line ends for the lines of a file or a pipe. */
    LineEnds lineEnds() {
        return LineEnds.of(enter);
    }

    /** Returns the line ends for a text on the command line. */
    LineEnds lineEndsOrAsWritten() {
        return LineEnds.orAsWritten(enter);
    }
}
