package io.contee.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.testcontainers.containers.Container;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The commands, as a person or a script calls them. */
class CommandLineIT {

    private static final String ESCAPE = "\u001b";

    @RegisterExtension
    private static final LibvirtHost HOST = new LibvirtHost();

    @Test
    void definesListsAttachesAndReadsLogs() {
        HOST.write("/tmp/cli.xml", LibvirtHost.demoXml("cli", 1));
        HOST.sh("mkdir -p /var/log/witness");
        Container.ExecResult defined = HOST.contee(
                "define",
                "--pod",
                "shop/web",
                "--pod-uid",
                "web-uid",
                "--container",
                "guest",
                "--max-size",
                "4Mi",
                "--max-files",
                "2",
                "--annotation",
                "team=a=b c",
                "/tmp/cli.xml");
        assertThat(defined.getStderr()).isEmpty();
        assertThat(defined.getExitCode()).isZero();
        Guest guest = HOST.adopt("cli");
        assertThat(defined.getStdout()).isEqualTo("defined cli (" + guest.uuid() + ")\n");
        assertThat(HOST.sh("virsh -q dumpxml --inactive cli"))
                .contains("<contee:log maxSize=\"4Mi\" maxFiles=\"2\"/>")
                .contains("<contee:annotation key=\"team\">a=b c</contee:annotation>");
        assertThat(HOST.contee("mode", "cli").getStdout()).isEqualTo("definition: unix\n");
        assertThat(HOST.contee("list").getStdout().lines()).as("no console yet").hasSize(1);

        ContainerProcess client = guest.boot();

        Container.ExecResult list = HOST.contee("list");
        assertThat(list.getExitCode()).isZero();
        assertThat(list.getStdout().lines().toList())
                .hasSize(2)
                .satisfies(
                        lines -> assertThat(lines.get(0)).startsWith("DOMAIN"),
                        lines -> assertThat(lines.get(1).split(" +")).startsWith("cli", "serial0", "connected", "1"));
        JsonNode json = JsonMapper.builder()
                .build()
                .readTree(HOST.contee("list", "-o", "json").getStdout());
        assertThat(json.size()).isEqualTo(1);
        assertThat(json.get(0).get("domain").asString()).isEqualTo("cli");
        assertThat(json.get(0).get("podLog").asString()).isEqualTo("/var/log/pods/shop_web_web-uid/guest/0.log");
        assertThat(HOST.exists("/var/log/pods/shop_web_web-uid/guest/0.log")).isTrue();

        Container.ExecResult scripted =
                HOST.run("sh", "-c", "printf 'echo scripted-$((6 * 7))\\r' | " + LibvirtHost.CONTEE + " console cli");
        assertThat(scripted.getExitCode()).isZero();
        assertThat(scripted.getStderr()).isEmpty();
        assertThat(scripted.getStdout())
                .isEqualTo("echo scripted-$((6 * 7))\r\nscripted-42\r\n" + ContainerProcess.PROMPT);

        assertThat(HOST.run("sh", "-c", "echo 'echo lines-$((6 * 7))' | " + LibvirtHost.CONTEE + " console cli")
                        .getStdout())
                .as("the end of a line is the Enter key")
                .isEqualTo("echo lines-$((6 * 7))\r\nlines-42\r\n" + ContainerProcess.PROMPT);

        client.ask("lines 20");
        Await.until(
                "the pod log",
                () -> HOST.contee("logs", "cli").getStdout().endsWith(ContainerProcess.PROMPT),
                () -> HOST.contee("logs", "cli").getStdout());
        Container.ExecResult logs = HOST.contee("logs", "cli");
        assertThat(logs.getExitCode()).isZero();
        Bytes.assertSame("logs and client", logs.getStdout(), client.text());
        Container.ExecResult tail = HOST.contee("logs", "--tail", "3", "cli");
        assertThat(tail.getStdout())
                .startsWith("line 0000019 ")
                .contains("line 0000020 ")
                .endsWith("\n" + ContainerProcess.PROMPT)
                .satisfies(text -> assertThat(text.lines()).hasSize(3));

        ContainerProcess follower = HOST.process(LibvirtHost.CONTEE, "logs", "-f", "--tail", "1", "cli");
        follower.await(ContainerProcess.PROMPT);
        client.ask("echo followed-$((6 * 7))");
        follower.await("\nfollowed-42\r\n" + ContainerProcess.PROMPT);
        guest.destroy();
        assertThat(follower.exitCode()).as("ends with the guest").isZero();
        assertThat(HOST.contee("logs", "--tail", "1", "cli").getStdout())
                .as("logs of a guest that is off")
                .isEqualTo(ContainerProcess.PROMPT);
    }

    @Test
    void terminalIsRawWhileAttachedAndRestoredAfterwards() {
        Guest guest = HOST.define("interactive");
        guest.boot();
        HOST.write(
                "/tmp/attach",
                "stty -g > /tmp/before; tty > /tmp/tty; rm -f /tmp/after; " + LibvirtHost.CONTEE
                        + " console interactive; echo $? > /tmp/code; stty -g > /tmp/after.new;"
                        + " mv /tmp/after.new /tmp/after\n");
        HOST.sh("tmux new-session -d -s t -x 100 -y 30 sh");

        keys("'. /tmp/attach' Enter");
        HOST.await(
                "tmux capture-pane -p -S - -t t | grep -q 'attached to interactive/serial0; ^] opens the menu, ^] d detaches'");
        HOST.await("stty -a -F $(cat /tmp/tty) | grep -q -e '-icanon'");
        String raw = HOST.sh("stty -a -F $(cat /tmp/tty)");
        assertThat(raw).contains("-icanon", "-echo ", "-isig", "-icrnl", "-opost");
        keys("'echo typed-$((6 * 7))' Enter");
        HOST.await("tmux capture-pane -p -t t | grep -qx 'typed-42'");
        keys("'sleep 1000' Enter C-c"); // for the guest, not for contee
        keys("'echo woken-$((6 * 7))' Enter");
        HOST.await("tmux capture-pane -p -t t | grep -qx 'woken-42'");
        keys("C-] d");
        HOST.await("[ -e /tmp/after ]");
        assertRestored("0");
        HOST.await("tmux capture-pane -p -t t | grep -q 'detached from interactive/serial0'");

        keys("'. /tmp/attach' Enter");
        HOST.await("stty -a -F $(cat /tmp/tty) | grep -q -e '-icanon'");
        HOST.sh("pkill -TERM -f '[i]o.contee.cli.Main console interactive'");
        HOST.await("[ -e /tmp/after ]");
        assertRestored("143");

        keys("'. /tmp/attach' Enter");
        HOST.await("stty -a -F $(cat /tmp/tty) | grep -q -e '-icanon'");
        guest.destroy();
        HOST.await("[ -e /tmp/after ]");
        assertRestored("0");
        HOST.await("tmux capture-pane -p -t t | grep -q 'the console of interactive/serial0 has ended'");
        HOST.sh("tmux kill-server");
    }

    private static void keys(String keys) {
        HOST.sh("tmux send-keys -t t " + keys);
    }

    private static void assertRestored(String exitCode) {
        assertThat(HOST.readText("/tmp/after")).isEqualTo(HOST.readText("/tmp/before"));
        assertThat(HOST.readText("/tmp/code").strip()).isEqualTo(exitCode);
    }

    @Test
    void colourIsForTerminalsWithoutNoColor() {
        HOST.sh("tmux new-session -d -s c -x 100 -y 30 sh");
        HOST.sh("tmux send-keys -t c '" + LibvirtHost.CONTEE + " list nonsense; NO_COLOR=1 " + LibvirtHost.CONTEE
                + " list nonsense; echo ended-$((6 * 7))' Enter");
        HOST.await("tmux capture-pane -p -t c | grep -qx 'ended-42'");
        String shown = HOST.sh("tmux capture-pane -p -e -S - -t c");
        String plain = shown.substring(shown.lastIndexOf("Unmatched argument"));
        assertThat(plain).doesNotContain(ESCAPE + "[");
        HOST.sh("tmux kill-server");

        Container.ExecResult piped = HOST.contee("list", "nonsense");
        assertThat(piped.getStdout() + piped.getStderr()).doesNotContain(ESCAPE);
        assertThat(HOST.contee("--help").getStdout()).contains("Usage: contee").doesNotContain(ESCAPE);
        assertThat(HOST.contee("list").getStdout()).doesNotContain(ESCAPE);
    }

    @Test
    void faultsAreToldInOneLineAndHarmNoOtherConsole() {
        Guest guest = HOST.define("bystander");
        ContainerProcess client = guest.boot();

        fails("libvirt has no domain 'nobody'", LibvirtHost.CONTEE + " console nobody < /dev/null");
        fails("libvirt has no domain 'nobody'", LibvirtHost.CONTEE + " logs nobody");
        fails("no console 'serial7': it has serial0", LibvirtHost.CONTEE + " console -c serial7 bystander < /dev/null");
        fails("cannot read /tmp/none.xml: there is no such file", LibvirtHost.CONTEE + " define /tmp/none.xml");
        fails("XML", "echo '<domain><name>x</domain>' | " + LibvirtHost.CONTEE + " define -");
        fails(2, "XML", "echo 'no XML' | " + LibvirtHost.CONTEE + " rewrite");
        fails("DOCTYPE", "echo '<!DOCTYPE d><domain type=\"kvm\"/>' | " + LibvirtHost.CONTEE + " define -");
        HOST.write(
                "/tmp/long.xml",
                LibvirtHost.demoXml("long", 1)
                        .replaceFirst("</serial>", "<alias name='ua-" + "x".repeat(60) + "'/></serial>"));
        fails("107", LibvirtHost.CONTEE + " define /tmp/long.xml");
        fails("contee serve", "CONTEE_RUN_DIR=/tmp/nowhere " + LibvirtHost.CONTEE + " list");
        HOST.write(
                "/tmp/bad.yaml",
                "runDir: relative\ncolour: blue\nrawLog: {maxSize: huge, maxFiles: -1}\noverflow: maybe\n");
        String faults = fails("/tmp/bad.yaml", LibvirtHost.CONTEE + " serve --config /tmp/bad.yaml");
        assertThat(faults).contains("runDir: ", "colour: ", "rawLog.maxSize: ", "overflow: ");
        fails("/tmp/none.yaml", LibvirtHost.CONTEE + " --config /tmp/none.yaml list");

        for (String wrong : new String[] {"", "frobnicate", "console", "list -o xml", "logs --tail many bystander"}) {
            Container.ExecResult usage = HOST.run("sh", "-c", LibvirtHost.CONTEE + " " + wrong + " < /dev/null");
            assertThat(usage.getExitCode()).as("contee " + wrong).isEqualTo(2);
            assertThat(usage.getStderr()).as("contee " + wrong).isNotBlank().doesNotContain("\tat ", "Exception");
        }
        assertThat(HOST.contee("--version").getStdout()).startsWith("contee 0.");

        assertThat(client.ask("echo unharmed-$((6 * 7))")).contains("\nunharmed-42\r\n");
        assertThat(HOST.run("virsh", "domuuid", "long").getExitCode())
                .as("what was refused is not defined")
                .isNotZero();
        assertThat(HOST.conteeLog()).doesNotContain("\tat ");
    }

    private static String fails(String why, String command) {
        return fails(1, why, command);
    }

    private static String fails(int exitCode, String why, String command) {
        Container.ExecResult result = HOST.run("sh", "-c", command);
        String told = command + ": " + result.getStdout() + result.getStderr();
        assertThat(result.getExitCode()).as(told).isEqualTo(exitCode);
        assertThat(result.getStdout()).as(told).isEmpty();
        assertThat(result.getStderr().lines())
                .as(told)
                .singleElement()
                .asString()
                .startsWith("contee: ")
                .contains(why);
        return result.getStderr();
    }

    @Test
    void logDirectoryThatCannotBeWrittenCostsOnlyThatLog() {
        HOST.sh("mkdir -p /var/log/contee; touch /var/log/contee/unlogged");
        Guest guest = HOST.define("unlogged");
        ContainerProcess client = guest.boot();

        assertThat(client.ask("echo served-$((6 * 7))")).contains("\nserved-42\r\n");
        Await.until(
                "the pod log",
                () -> guest.podText("serial0", 0).equals(client.text()),
                () -> guest.podText("serial0", 0));
        assertThat(HOST.conteeLog()
                        .lines()
                        .filter(line -> line.contains("cannot write raw log /var/log/contee/unlogged/serial0.log")))
                .as("told once")
                .singleElement()
                .asString()
                .contains("WARN");
        JsonNode json = JsonMapper.builder()
                .build()
                .readTree(HOST.contee("list", "-o", "json").getStdout());
        assertThat(json.get(0).get("bytesLost").asInt()).isEqualTo(client.bytes().length);

        int lost = client.bytes().length;
        HOST.sh("rm /var/log/contee/unlogged");
        Await.until(
                "the raw log, written again",
                () -> {
                    client.ask("true");
                    return Bytes.text(guest.rawLog()).contains("true\r\n");
                },
                () -> HOST.conteeLog());
        assertThat(Bytes.text(guest.rawLog())).startsWith("[contee: ");
        assertThat(lost).isPositive();
    }

    @Test
    void conteeWithAnotherRunDirectoryServesBesideTheFirst() {
        HOST.sh("mkdir -p /tmp/other");
        ContainerProcess other = HOST.process(
                "env", "CONTEE_RUN_DIR=/tmp/other", "CONTEE_LOG_DIR=/tmp/other/log", LibvirtHost.CONTEE, "serve");
        HOST.await("curl -q -sf -o /dev/null --unix-socket /tmp/other/control.sock http://localhost/healthz");
        other.signal("TERM");
        assertThat(other.exitCode()).as("told to end, it ended well").isZero();
        assertThat(HOST.exists("/tmp/other/control.sock")).isFalse();
        assertThat(HOST.contee("list").getExitCode()).isZero();
    }
}
