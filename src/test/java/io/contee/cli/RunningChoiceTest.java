package io.contee.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.contee.model.ConteeException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;

class RunningChoiceTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Command(name = "move")
    static final class Move implements Runnable {
        @Mixin
        private final RunningChoice choice = new RunningChoice();

        @Override
        public void run() {}
    }

    private int choose(List<String> all, String... args) {
        Move move = new Move();
        CommandLine line = new CommandLine(move).setOut(new PrintWriter(out)).setErr(new PrintWriter(err, true));
        line.parseArgs(args);
        int code = move.choice.forEach(line.getCommandSpec(), () -> all, RunningChoiceTest::moved);
        line.getOut().flush();
        return code;
    }

    private static List<String> moved(String domain) {
        if (domain.startsWith("bad")) {
            throw new ConteeException("cannot move " + domain);
        }
        return List.of(domain + "/serial0: moved", domain + "/serial1: moved");
    }

    @Test
    void oneDomainIsDoneAndToldLineByLine() {
        assertThat(choose(List.of("other"), "web")).isZero();
        assertThat(out).hasToString("web/serial0: moved\nweb/serial1: moved\n");
    }

    @Test
    void ofOneDomainTheFailureIsTheCommands() {
        assertThatThrownBy(() -> choose(List.of(), "bad"))
                .isInstanceOf(ConteeException.class)
                .hasMessage("cannot move bad");
    }

    @Test
    void ofAllAFailureIsToldAndTheOthersAreDone() {
        assertThat(choose(List.of("a", "bad-1", "b"), "--all")).isEqualTo(1);
        assertThat(out).hasToString("""
                        a/serial0: moved
                        a/serial1: moved
                        b/serial0: moved
                        b/serial1: moved
                        2 of 3 domains done
                        """);
        assertThat(err).hasToString("contee: cannot move bad-1\n");
    }

    @Test
    void allOfNoneIsDone() {
        assertThat(choose(List.of(), "--all")).isZero();
        assertThat(out).hasToString("0 of 0 domains done\n");
    }

    @Test
    void aConsoleOfAllDomainsIsNotOne() {
        assertThatThrownBy(() -> choose(List.of("a"), "--all", "-c", "serial0")).isInstanceOf(ParameterException.class);
    }
}
