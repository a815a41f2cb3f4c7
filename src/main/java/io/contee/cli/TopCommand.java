package io.contee.cli;

import io.contee.http.ControlClient;
import io.contee.http.UsageView;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code contee top}: the busiest consoles. */
@Command(
        name = "top",
        mixinStandardHelpOptions = true,
        description = {
            "Show the busiest consoles, dropped output, and the memory of their guests.",
            "At a terminal it continues until q is typed; o, i, d, m and n order by output, input, drops, memory and name."
        })
final class TopCommand implements Runnable {

    private static final Duration SHORTEST = Duration.ofMillis(100);

    /** The longest time that old figures stay on the screen. */
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(5);

    @ParentCommand
    private ConteeCommand contee;

    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-d", "--delay"},
            paramLabel = "TIME",
            converter = TimeSpan.class,
            description = "Set the interval, over which rates are computed: 500ms or 10s (default: 2s).")
    private Duration delay = Duration.ofSeconds(2);

    @Option(
            names = {"-n", "--count"},
            paramLabel = "COUNT",
            description = "Print this many tables, one after the other, and exit.")
    private Optional<Integer> count = Optional.empty();

    @Option(
            names = "--once",
            description = "Print one table, as -n 1 does; the default if the output is not a terminal.")
    private boolean once;

    @Option(
            names = {"-s", "--sort"},
            paramLabel = "ORDER",
            description = "out, in, dropped, memory or name (default: out).")
    private UseOrder order = UseOrder.OUT;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "Print text, or json: a line of totals for each interval (default: text).")
    private ListCommand.Output output = ListCommand.Output.TEXT;

    @Override
    public void run() {
        if (delay.compareTo(SHORTEST) < 0) {
            throw new ParameterException(spec.commandLine(), "--delay is at least 100ms");
        }
        if (count.isPresent() && count.get() < 1) {
            throw new ParameterException(spec.commandLine(), "--count is at least 1");
        }
        boolean interactive = Tty.isTerminal() && Tty.isOutputTerminal();
        if (interactive && !once && count.isEmpty() && output == ListCommand.Output.TEXT) {
            new TopScreen(System.out, () -> contee.client(ANSWER_LIMIT), delay, order).run(System.in);
        } else {
            OutputReader.exitWhenGone();
            print(once ? 1 : count.orElse(1));
        }
    }

    private void print(int tables) {
        PrintWriter out = spec.commandLine().getOut();
        try (ControlClient client = contee.client()) {
            if (output == ListCommand.Output.JSON) {
                for (int i = 0; i < tables; i++) {
                    pause(i);
                    out.println(JsonText.line(client.usage()));
                    out.flush();
                }
                return;
            }
            UsageView before = client.usage();
            long beforeAt = System.nanoTime();
            for (int i = 0; i < tables; i++) {
                pause(1);
                UsageView now = client.usage();
                long nowAt = System.nanoTime();
                List<ConsoleUse> uses = ConsoleUse.between(before, now, (nowAt - beforeAt) / 1e9);
                if (i > 0) {
                    out.println();
                }
                out.println(UseTable.summary(now, uses));
                UseTable.lines(uses, order).forEach(out::println);
                out.flush();
                before = now;
                beforeAt = nowAt;
            }
        }
    }

    /** Waits for the time between two looks, except before the first. */
    private void pause(int look) {
        if (look > 0) {
            try {
                TimeUnit.NANOSECONDS.sleep(delay.toNanos());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
