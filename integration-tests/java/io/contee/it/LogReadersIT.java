package io.contee.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.json.JsonMapper;

/** Readers that know nothing of contee, and contee's own, follow a pod log while it is rotated. */
class LogReadersIT {

    @RegisterExtension
    private static final LibvirtHost HOST = new LibvirtHost();

    private static final int BURSTS = 16;

    /** So few that no burst rotates the log twice: a reader by name that is slow would miss a file. */
    private static final int LINES = 300;

    private static final String BY_TAIL = "/tmp/by-tail";
    private static final String BY_RSYSLOG = "/tmp/by-rsyslog";
    private static final String BY_CONTEE = "/tmp/by-contee";
    private static final String BY_CALLS = "/tmp/by-calls";

    @Test
    void everyReaderGetsEachLineOnceAcrossRotations() {
        HOST.stopContee();
        HOST.startContee(Map.of("CONTEE_POD_LOG_MAX_SIZE", "128Ki", "CONTEE_POD_LOG_MAX_FILES", "100"));
        Guest guest = HOST.define("readers");
        ContainerProcess client = guest.boot();
        String log = guest.podLogPath("serial0", 0);

        HOST.process("sh", "-c", "exec tail -n +1 --follow=name --retry -s 0.05 " + log + " > " + BY_TAIL);
        HOST.process("sh", "-c", "exec " + LibvirtHost.CONTEE + " logs -f readers > " + BY_CONTEE);
        HOST.write("/tmp/rsyslog.conf", rsyslogConfiguration(log));
        HOST.process("rsyslogd", "-n", "-f", "/tmp/rsyslog.conf", "-i", "/tmp/rsyslog.pid");
        HOST.await("grep -q demo " + BY_RSYSLOG);

        for (int burst = 0; burst < BURSTS; burst++) {
            client.ask("i=0; while [ $i -lt " + LINES + " ]; do i=$((i + 1)); echo burst-" + burst + "-line-$i-"
                    + "x".repeat(60) + "; done");
            String last = "burst-" + burst + "-line-" + LINES + "-x";
            for (String copy : List.of(BY_TAIL, BY_RSYSLOG)) {
                Await.until(
                        copy + " has " + last,
                        () -> HOST.run("grep", "-q", last, copy).getExitCode() == 0,
                        () -> HOST.sh("ls -l --full-time " + log + "* " + copy + "; tail -c 300 " + log + " " + copy));
            }
            HOST.sh(LibvirtHost.CONTEE + " logs readers --cursor-file /tmp/cursors >> " + BY_CALLS);
        }
        HOST.await("grep -q burst-" + (BURSTS - 1) + "-line-" + LINES + "-x " + BY_CONTEE);

        assertThat(HOST.sh("ls " + log + ".* | wc -l").strip())
                .as("rotations")
                .satisfies(count -> assertThat(Integer.parseInt(count)).isGreaterThan(4));
        assertAll("tail", contents(BY_TAIL));
        assertAll("rsyslog", contents(BY_RSYSLOG));
        assertAll("contee logs -f", HOST.readText(BY_CONTEE));
        assertAll("contee logs --cursor-file", HOST.readText(BY_CALLS));
    }

    private static void assertAll(String reader, String text) {
        List<String> numbers = numbers(text);
        List<String> all = all();
        int same = 0;
        while (same < Math.min(numbers.size(), all.size()) && numbers.get(same).equals(all.get(same))) {
            same++;
        }
        assertThat(numbers.size() + " lines, the first " + same + " as printed")
                .as(reader)
                .isEqualTo(all.size() + " lines, the first " + all.size() + " as printed");
    }

    private static String rsyslogConfiguration(String log) {
        return """
                global(workDirectory="/tmp")
                module(load="imfile" mode="inotify")
                input(type="imfile" File="%s" Tag="pod" reopenOnTruncate="off")
                template(name="line" type="string" string="%%msg%%\\n")
                action(type="omfile" file="%s" template="line")
                """.formatted(log, BY_RSYSLOG);
    }

    /** What the lines of a pod log hold, each of which must be a whole record. */
    private static String contents(String copy) {
        JsonMapper json = JsonMapper.builder().build();
        StringBuilder text = new StringBuilder();
        HOST.readText(copy)
                .lines()
                .filter(line -> !line.startsWith("tail: ") && line.contains("{"))
                .forEach(line ->
                        text.append(json.readTree(line.strip()).get("log").asString()));
        return text.toString();
    }

    /** Which lines were printed, in their order; the shell's echo of the command is none. */
    private static List<String> numbers(String text) {
        return Pattern.compile("(?md)^burst-(\\d+)-line-(\\d+)-x{60}\r$")
                .matcher(text)
                .results()
                .map((MatchResult match) -> match.group(1) + "-" + match.group(2))
                .toList();
    }

    private static List<String> all() {
        List<String> all = new ArrayList<>();
        IntStream.range(0, BURSTS)
                .forEach(burst -> IntStream.rangeClosed(1, LINES).forEach(line -> all.add(burst + "-" + line)));
        return all;
    }
}
