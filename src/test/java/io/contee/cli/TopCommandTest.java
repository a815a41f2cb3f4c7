package io.contee.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.contee.http.UsageView;
import io.contee.testing.Await;
import io.contee.testing.RunningContee;
import io.contee.testing.SocketPeer;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class TopCommandTest {

    private static UsageView.Console console(String domain, long out, long in, double held) {
        return new UsageView.Console(domain, "serial0", "unix", true, 1, out, in, 0, 0, held, 10, 100);
    }

    private static UsageView usage(UsageView.Console... consoles) {
        return new UsageView("1", true, List.of(consoles), Map.of("web", 4096L));
    }

    private static List<ConsoleUse> between(UsageView before, UsageView after) {
        return ConsoleUse.between(before, after, 2);
    }

    @Test
    void ratesAreTakenFromTheTimeBetweenTwoLooks() {
        ConsoleUse use = between(usage(console("web", 1000, 10, 1)), usage(console("web", 5000, 16, 2)))
                .get(0);
        assertThat(use.outPerSecond()).isEqualTo(2000);
        assertThat(use.inPerSecond()).isEqualTo(3);
        assertThat(use.heldUp()).isEqualTo(0.5);
        assertThat(use.residentBytes()).isEqualTo(OptionalLong.of(4096));
    }

    @Test
    void aConsoleThatWasOpenedAnewCountsFromNothing() {
        ConsoleUse again = between(usage(console("web", 1000, 10, 1)), usage(console("web", 500, 0, 0)))
                .get(0);
        assertThat(again.outPerSecond()).isEqualTo(250);
        ConsoleUse fresh = between(usage(), usage(console("db", 100, 0, 0))).get(0);
        assertThat(fresh.outPerSecond()).isEqualTo(50);
        assertThat(fresh.residentBytes()).isEmpty();
    }

    @Test
    void listsTheBusiestFirst() {
        List<ConsoleUse> uses = between(
                usage(), usage(console("idle", 0, 0, 0), console("web", 10, 900, 0), console("db", 900, 10, 0)));
        assertThat(domains(uses, UseOrder.OUT)).containsExactly("DOMAIN", "db", "web", "idle");
        assertThat(domains(uses, UseOrder.IN)).containsExactly("DOMAIN", "web", "db", "idle");
        assertThat(domains(uses, UseOrder.MEMORY)).containsExactly("DOMAIN", "web", "db", "idle");
        assertThat(domains(uses, UseOrder.DROPPED)).containsExactly("DOMAIN", "db", "idle", "web");
        assertThat(domains(uses, UseOrder.NAME)).containsExactly("DOMAIN", "db", "idle", "web");
    }

    private static List<String> domains(List<ConsoleUse> uses, UseOrder order) {
        return UseTable.lines(uses, order).stream()
                .map(line -> line.split(" ", 2)[0])
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1, 1",
        "1023, 1023",
        "1023.7, 1.0K",
        "1024, 1.0K",
        "10137, 9.9K",
        "10240, 10K",
        "1048575, 1.0M",
        "16777216, 16M",
        "5e9, 4.7G",
        "9223372036854775807, 8192P"
    })
    void amountsAreShort(double bytes, String text) {
        assertThat(UseTable.amount(bytes)).isEqualTo(text);
    }

    private static CommandRun top(RunningContee running, String... options) {
        String[] args = new String[options.length + 1];
        args[0] = "top";
        System.arraycopy(options, 0, args, 1, options.length);
        return CommandRun.of(
                Map.of(
                        "CONTEE_CONTROL_SOCKET",
                        running.config().directories().run().controlSocket().toString()),
                new byte[0],
                args);
    }

    @Test
    void printsATableWhereThereIsNoTerminal() {
        try (RunningContee running = new RunningContee();
                SocketPeer guest = running.startGuest()) {
            guest.write("x".repeat(2048));
            Await.until("it is read", () -> running.contee().consoles().get(0).bytesOut() == 2048);
            CommandRun run = top(running, "-d", "100ms");
            assertThat(run.err()).isEmpty();
            assertThat(run.code()).isZero();
            List<String> lines = run.out().lines().toList();
            assertThat(lines).hasSize(3);
            assertThat(lines.get(0)).contains(": 1 consoles, 1 guests connected, 0 clients, ", "libvirt away");
            assertThat(lines.get(1).split(" +"))
                    .containsExactly(
                            "DOMAIN", "CONSOLE", "GUEST", "CLIENTS", "OUT/S", "IN/S", "OUT", "IN", "LOST", "SKIPPED",
                            "HELD", "LOGS", "MEMORY");
            assertThat(lines.get(2)).matches("web +serial0 +connected +0 +0 +0 +2\\.0K +0 +0 +0 +0% +.*/4\\.0M +-");
        }
    }

    @Test
    void printsAsManyTablesAsAreAskedFor() {
        try (RunningContee running = new RunningContee()) {
            assertThat(top(running, "-d", "100ms", "-n", "3").out().split("\n\n"))
                    .hasSize(3);
        }
    }

    @Test
    void printsWhatProgramsReadAtOnce() {
        try (RunningContee running = new RunningContee();
                SocketPeer guest = running.startGuest()) {
            guest.write("1234");
            Await.until("it is read", () -> running.contee().consoles().get(0).bytesOut() == 4);
            JsonNode usage = JsonMapper.builder()
                    .build()
                    .readTree(top(running, "--once", "-o", "json").out());
            assertThat(usage.get("consoles").get(0).get("bytesOut").asInt()).isEqualTo(4);
            assertThat(usage.get("libvirtConnected").asBoolean()).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "--delay=1ms, --delay is at least 100ms",
        "--delay=soon, soon' is not a time",
        "--count=0, --count is at least 1",
        "--sort=colour, expected one of [OUT"
    })
    void refusesWhatItCannotDo(String option, String why) {
        CommandRun run = CommandRun.of(Map.of(), new byte[0], "top", option);
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains(why);
    }

    @Test
    void saysSoWhereNoConteeAnswers() {
        CommandRun run =
                CommandRun.of(Map.of("CONTEE_CONTROL_SOCKET", "/nowhere/control.sock"), new byte[0], "top", "--once");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err())
                .startsWith("contee: contee does not answer at /nowhere/control.sock")
                .hasLineCount(1);
    }
}
