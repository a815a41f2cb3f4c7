package io.contee.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.contee.testing.MonitoringFiles;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.testcontainers.utility.MountableFile;

/** What contee counts of real guests, as Prometheus' own tools read it, and what it says of its health. */
class MetricsIT {

    @RegisterExtension
    private static final LibvirtHost HOST = new LibvirtHost();

    private static final String CURL = "curl -q -s -S ";
    private static final String SOCKET = CURL + "--unix-socket /run/contee/control.sock http://localhost";
    private static final String PORT = CURL + "http://127.0.0.1:9751";
    private static final Pattern SERIES = Pattern.compile("([a-z_]+)(\\{.*})? (\\S+)");

    @BeforeEach
    void serveMetricsOnAPort() {
        HOST.stopContee();
        HOST.startContee(Map.of("CONTEE_METRICS_PORT", "9751", "CONTEE_PARTIAL_LINE", "10ms"));
        HOST.await(PORT + "/healthz | grep -q ok");
    }

    @AfterEach
    void endTerminals() {
        HOST.run("tmux", "kill-server");
    }

    /** The value of each series. */
    private static Map<String, Double> scrape() {
        Map<String, Double> values = new TreeMap<>();
        HOST.sh(PORT + "/metrics").lines().filter(line -> !line.startsWith("#")).forEach(line -> {
            Matcher series = SERIES.matcher(line);
            assertThat(series.matches()).as(line).isTrue();
            String labels = series.group(2) == null ? "" : series.group(2);
            assertThat(values.put(
                            series.group(1) + labels,
                            Double.valueOf(series.group(3).replace("Inf", "Infinity"))))
                    .as(line)
                    .isNull();
        });
        return values;
    }

    private static double ofConsole(String name, Guest guest, String more) {
        Double value = scrape().get(name + "{console=\"serial0\",domain=\"" + guest.name() + "\"" + more + "}");
        assertThat(value).as(name + " of " + guest.name()).isNotNull();
        return value;
    }

    @Test
    void countsWhatTwoGuestsReallyDo() {
        Guest one = HOST.define("one");
        Guest two = HOST.define("two");
        ContainerProcess client = one.boot();
        two.boot();
        client.ask("lines 500");
        client.ask("binary");
        one.awaitLogged("serial0", client);

        byte[] raw = one.rawLog();
        assertThat(ofConsole("contee_console_output_bytes_total", one, "")).isEqualTo(raw.length);
        assertThat(ofConsole("contee_console_input_bytes_total", one, "")).isEqualTo("lines 500\rbinary\r".length());
        assertThat(ofConsole("contee_console_clients", one, "")).isEqualTo(1);
        assertThat(ofConsole("contee_console_log_size_bytes", one, ",sink=\"raw\""))
                .isEqualTo(raw.length);
        assertThat(ofConsole("contee_console_log_size_bytes", one, ",sink=\"pod\""))
                .isEqualTo(HOST.read(one.podLogPath("serial0", 0)).length);
        assertThat(ofConsole("contee_console_records_total", one, ",sink=\"pod\""))
                .isEqualTo(one.podLog("serial0", 0).size());
        assertThat(ofConsole("contee_console_output_bytes_total", two, "")).isEqualTo(two.rawLog().length);
        Map<String, Double> values = scrape();
        for (Guest guest : new Guest[] {one, two}) {
            double kilobytes = Double.parseDouble(
                    HOST.sh("sed -n 's/^VmRSS:[^0-9]*\\([0-9]*\\) kB/\\1/p' /proc/" + guest.qemu() + "/status"));
            assertThat(values.get("contee_domain_resident_memory_bytes{domain=\"" + guest.name() + "\"}"))
                    .isCloseTo(kilobytes * 1024, Percentage.withPercentage(5));
        }
        assertThat(values.get("contee_hook_duration_seconds_count{operation=\"prepare\",outcome=\"ok\"}"))
                .isEqualTo(2);
        assertThat(values.get("contee_libvirt_connected")).isEqualTo(1);
        assertThat(values.entrySet().stream()
                        .filter(series -> series.getKey().startsWith("contee_console_dropped_bytes_total")))
                .isNotEmpty()
                .allSatisfy(series -> assertThat(series.getValue()).isZero());

        two.destroy();
        HOST.await("! " + PORT + "/metrics | grep -q 'domain=\"two\"'");
    }

    @Test
    void prometheusOwnToolsReadIt() {
        HOST.define("read").boot();
        for (String get : Set.of(PORT, SOCKET)) {
            HOST.sh(get + "/metrics > /tmp/metrics; promtool check metrics < /tmp/metrics");
            assertThat(HOST.sh(get
                                    + "/metrics -H 'Accept: application/openmetrics-text; version=1.0.0' > /tmp/openmetrics;"
                                    + " python3 -c 'from prometheus_client.openmetrics.parser import"
                                    + " text_string_to_metric_families as parse\n"
                                    + "print(len([f for f in parse(open(\"/tmp/openmetrics\").read())"
                                    + " if f.name.startswith(\"contee_\")]))'")
                            .strip())
                    .isEqualTo(HOST.sh("grep -c '^# TYPE contee_' /tmp/metrics").strip());
        }
    }

    @Test
    void alertsLoadAndFireAndAskForWhatThereIs() {
        HOST.copyFileToContainer(MountableFile.forHostPath("src/test/resources/monitoring"), "/tmp/rules");
        HOST.sh("cp /opt/contee/monitoring/* /tmp/rules; cd /tmp/rules; promtool check config prometheus.yml;"
                + " promtool test rules rules-test.yaml");

        HOST.define("asked").boot();
        Set<String> there = scrape().keySet().stream()
                .map(series -> series.replaceAll("\\{.*", ""))
                .collect(Collectors.toCollection(TreeSet::new));
        there.add("up");
        MonitoringFiles.queries()
                .forEach((where, query) -> assertThat(query.metrics()).as(where).isSubsetOf(there));
    }

    @Test
    void countsWhatASlowClientMisses() {
        Guest guest = HOST.define("slow");
        ContainerProcess slow = guest.boot();
        ContainerProcess quick = guest.attach();
        quick.awaitPrompt();
        slow.signal("STOP");
        quick.type("lines 40000\r");
        quick.await("line 0040000");
        quick.awaitPrompt();
        double missed = ofConsole("contee_console_dropped_bytes_total", guest, ",reason=\"slow_client\"");
        assertThat(missed).isPositive();
        assertThat(ofConsole("contee_console_gaps_total", guest, ",sink=\"client\""))
                .isEqualTo(1);
        assertThat(ofConsole("contee_console_gaps_total", guest, ",sink=\"raw\""))
                .isZero();
        slow.signal("CONT");
        slow.await("was too slow, " + (long) missed + " bytes skipped]");
    }

    @Test
    void tellsWhyItIsNotReady() {
        Guest guest = HOST.define("ready");
        guest.start();
        guest.awaitConnected();
        assertThat(HOST.sh(PORT + "/readyz")).isEqualTo("ok\n");

        HOST.sh("mv " + guest.socketDir() + "/serial0.guest /tmp/");
        String answer = HOST.sh(SOCKET + "/readyz -w '%{http_code}\n'");
        assertThat(answer)
                .contains("[+]libvirt ok\n", "[-]sockets failed: ready/serial0: its socket ", " is gone")
                .endsWith("readyz check failed\n503\n");
        HOST.sh("mv /tmp/serial0.guest " + guest.socketDir());
        assertThat(HOST.sh(PORT + "/readyz")).isEqualTo("ok\n");

        HOST.sh("kill $(cat /run/libvirtd.pid)");
        HOST.await(PORT + "/readyz | grep -q '^\\[-]libvirt failed: no connection to libvirt at qemu:///system: '");
        assertThat(HOST.sh(PORT + "/healthz")).isEqualTo("ok\n");
        assertThat(scrape().get("contee_libvirt_connected")).isZero();
        HOST.sh("libvirtd -d");
        HOST.await(PORT + "/readyz | grep -q '^ok$'");
    }

    @Test
    void aFullDiskIsToldAndCounted() {
        HOST.stopContee();
        HOST.sh("mkdir -p /var/log/full; mount -t tmpfs -o size=256k tmpfs /var/log/full");
        try {
            HOST.startContee(Map.of(
                    "CONTEE_METRICS_PORT",
                    "9751",
                    "CONTEE_LOG_DIR",
                    "/var/log/full",
                    "CONTEE_OWN_POD_LOG_DIR",
                    "/var/log/contee/pods"));
            Guest guest = HOST.define("full");
            ContainerProcess client = guest.boot();
            client.ask("lines 6000");
            HOST.await(
                    PORT + "/readyz | grep -q '^\\[-]logs failed: full/serial0: raw log .*: No space left on device$'");
            assertThat(ofConsole("contee_console_log_write_errors_total", guest, ",sink=\"raw\""))
                    .isPositive();
            assertThat(ofConsole("contee_console_dropped_bytes_total", guest, ",reason=\"raw_log_failed\""))
                    .isPositive();
            assertThat(ofConsole("contee_console_dropped_bytes_total", guest, ",reason=\"pod_log_failed\""))
                    .isZero();

            HOST.sh("mount -o remount,size=16m /var/log/full");
            HOST.await(PORT + "/readyz | grep -q '^ok$'");
            HOST.await("tail -n 1 " + "/var/log/full/full/serial0.log | grep -q '^.contee: .* bytes lost'");
            guest.destroy();
        } finally {
            HOST.stopContee();
            HOST.sh("umount -l /var/log/full");
            HOST.startContee();
        }
    }

    @Test
    void topFillsATerminalAndLeavesItAsItWasThoughConteeHangs() {
        ContainerProcess client = HOST.define("busy").boot();
        HOST.define("idle").boot();
        HOST.sh(
                "tmux new-session -d -s screen -x 130 -y 20 sh; tmux send-keys -t screen"
                        + " 'stty -g > /tmp/before; /opt/contee/bin/contee top -d 500ms; echo code $?; stty -g > /tmp/after' Enter");
        String screen = "tmux capture-pane -p -t screen"; // "top" would be tmux's own name for a pane
        HOST.await(screen + " | grep -q '2 consoles, 2 guests connected'");
        client.type("while true; do echo much to tell; done\r");
        HOST.await(screen + " | grep -A1 '^DOMAIN' | grep -qE '^busy +serial0 +connected +1 +[1-9]'");
        HOST.sh("tmux send-keys -t screen n");
        HOST.await(screen + " | grep -q '^by name: '");
        client.interrupt();
        String contee = HOST.sh("pgrep -f '[i]o.contee.cli.Main serve'").strip();
        HOST.sh("kill -STOP " + contee);
        try {
            HOST.await(screen + " | grep -q '^contee has not answered at '");
            HOST.sh("tmux send-keys -t screen q");
            HOST.await(screen + " | grep -q 'code 0$'"); // a prompt may stand before it
        } finally {
            HOST.sh("kill -CONT " + contee);
        }
        assertThat(HOST.sh(screen)).doesNotContain("guests connected");
        HOST.await("[ -s /tmp/after ]");
        assertThat(HOST.readText("/tmp/after")).isEqualTo(HOST.readText("/tmp/before"));
        assertThat(new String(HOST.read("/tmp/after"), StandardCharsets.US_ASCII))
                .isNotBlank();
    }
}
