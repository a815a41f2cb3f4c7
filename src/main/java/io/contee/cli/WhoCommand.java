package io.contee.cli;

import io.contee.http.ClientView;
import io.contee.http.ControlClient;
import java.io.PrintWriter;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code contee who}: the clients of consoles. */
@Command(name = "who", mixinStandardHelpOptions = true, description = "List the clients that are attached to consoles.")
final class WhoCommand implements Runnable {

    private static final DateTimeFormatter SINCE = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

    @ParentCommand
    private ConteeCommand contee;

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "DOMAIN", description = "The domain's name (default: all).")
    private Optional<String> domain = Optional.empty();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "Print text or json (default: text).")
    private ListCommand.Output output = ListCommand.Output.TEXT;

    @Override
    public void run() {
        List<ClientView> clients;
        try (ControlClient client = contee.client()) {
            clients = domain.map(client::clients).orElseGet(client::clients);
        }
        PrintWriter out = spec.commandLine().getOut();
        switch (output) {
            case JSON -> out.println(JsonText.indented(clients));
            case TEXT -> print(out, clients);
        }
        out.flush();
    }

    /** Prints a table of clients. */
    static void print(PrintWriter out, List<ClientView> clients) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("DOMAIN", "CONSOLE", "USER", "PID", "SINCE", "MODE", "BEHIND"));
        for (ClientView client : clients) {
            rows.add(List.of(
                    client.domain(),
                    client.console(),
                    client.user(),
                    client.pid() == 0 ? "-" : Long.toString(client.pid()),
                    SINCE.format(client.since().atZone(ZoneId.systemDefault())),
                    client.mode(),
                    Long.toString(client.bytesBehind())));
        }
        TextTable.print(out, rows);
    }
}
