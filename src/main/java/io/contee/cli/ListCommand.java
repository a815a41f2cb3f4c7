package io.contee.cli;

import io.contee.http.ConsoleView;
import io.contee.http.ControlClient;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code contee list}: the consoles that are served. */
@Command(name = "list", mixinStandardHelpOptions = true, description = "List the consoles that contee serves.")
final class ListCommand implements Runnable {

    /** The format of a list. */
    enum Output {
        TEXT,
        JSON
    }

    @ParentCommand
    private ConteeCommand contee;

    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "Print text or json (default: text).")
    private Output output = Output.TEXT;

    @Override
    public void run() {
        List<ConsoleView> consoles;
        try (ControlClient client = contee.client()) {
            consoles = client.consoles();
        }
        PrintWriter out = spec.commandLine().getOut();
        switch (output) {
            case JSON -> out.println(JsonText.indented(consoles));
            case TEXT -> TextTable.print(out, rows(consoles));
        }
        out.flush();
    }

    private static String guest(ConsoleView console) {
        if (!console.connected()) {
            return "waiting";
        }
        if (console.fault().isPresent()) {
            return "on a pty, output lost";
        }
        return console.mode().equals("pty") ? "on a pty" : console.adopted() ? "connected, adopted" : "connected";
    }

    private static List<List<String>> rows(List<ConsoleView> consoles) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("DOMAIN", "CONSOLE", "GUEST", "CLIENTS", "OUT", "IN", "LOST", "LOG"));
        for (ConsoleView console : consoles) {
            rows.add(List.of(
                    console.domain(),
                    console.console(),
                    guest(console),
                    Integer.toString(console.clients()),
                    Long.toString(console.bytesOut()),
                    Long.toString(console.bytesIn()),
                    Long.toString(console.bytesLost()),
                    console.rawLog().or(console::podLog).orElse("-")));
        }
        return rows;
    }
}
