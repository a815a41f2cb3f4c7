package io.contee.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import io.contee.testing.CsvTable;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.testcontainers.containers.Container.ExecResult;

/** What is collected of real guests. */
class CollectIT {

    @RegisterExtension
    private static final LibvirtHost HOST = new LibvirtHost();

    private static final String DATA = "/var/lib/contee/collect";
    private static final String ALONE = "/tmp/alone";
    private static final String TABLE = "http://localhost:8099/";
    private static final long KIB = 1024;

    private static final Map<String, String> COLLECTING = Map.of(
            "CONTEE_COLLECT_LOGS_ENABLED", "true",
            "CONTEE_COLLECT_LOGS_EVERY", "2s",
            "CONTEE_COLLECT_MEMSTATS_ENABLED", "true",
            "CONTEE_COLLECT_MEMSTATS_INTERVAL", "1s");

    @BeforeEach
    void collect() {
        HOST.stopContee();
        HOST.sh("rm -rf " + DATA);
        HOST.startContee(COLLECTING);
    }

    private static int windows(String guest) {
        return Integer.parseInt(HOST.sh("ls " + DATA + "/" + guest + " 2>/dev/null | grep -c ^serial0 || true")
                .strip());
    }

    private static String collected(String guest) {
        return HOST.sh("cat " + DATA + "/" + guest + "/serial0-*.log 2>/dev/null || true");
    }

    private static String printed(Guest guest) {
        return guest.podLog("serial0", 0).stream().map(Guest.Line::log).collect(Collectors.joining());
    }

    private static void awaitCollected(Guest guest) {
        Await.until(
                "all that " + guest.name() + " printed is collected",
                () -> collected(guest.name()).equals(printed(guest)),
                () -> "windows: " + HOST.sh("ls -l " + DATA + "/*"));
    }

    private static List<CSVRecord> rows(String query) throws IOException {
        return CsvTable.rows(HOST.sh("curl -q -s -S -g --fail-with-body '" + TABLE + query + "'"));
    }

    private static long rss(Guest guest) {
        return Long.parseLong(HOST.sh("awk '/^VmRSS/ { print $2 }' /proc/" + guest.qemu() + "/status")
                        .strip())
                * KIB;
    }

    @Test
    void eachByteIsInOneWindowThoughAGuestEndsAndConteeIsKilledInBetween() {
        Guest web = HOST.define("web");
        Guest db = HOST.define("db");
        for (Guest guest : List.of(web, db)) {
            guest.boot().type("i=0; while :; do i=$((i + 1)); echo tick-$i; sleep 0.05; done\r");
        }
        for (int kill = 0; kill < 4; kill++) {
            int before = windows("web");
            Await.until("another window", () -> windows("web") > before, HOST::conteeLog);
            if (kill == 2) {
                db.destroy();
            }
            HOST.killContee();
            HOST.startContee(COLLECTING);
            web.awaitConnected();
        }
        web.destroy();
        awaitCollected(web);
        awaitCollected(db);
        assertThat(printed(web)).contains("tick-100\r\n");
        assertThat(windows("web")).isGreaterThan(windows("db"));
        HOST.await("grep -q shutting.down " + DATA + "/db/qemu-*.log");
        assertThat(HOST.sh("cat " + DATA + "/web/events-*.jsonl"))
                .contains("\"event\":\"rewritten\"", "\"event\":\"started\"", "\"event\":\"attached\"")
                .contains("\"event\":\"found\"", "\"user\":\"root\"");
    }

    @Test
    void theCollectorAloneMayBeKilledAtAnyTime() {
        collectAlone();
        HOST.await("[ -e " + ALONE + "/.begin ]"); // what is printed from now on is collected
        Guest web = HOST.define("web");
        web.boot().type("while :; do head -c 3000 /dev/zero | tr '\\0' x; echo; sleep 0.05; done\r");
        for (int kill = 0; kill < 5; kill++) {
            HOST.await("[ $(ls " + ALONE + "/web 2>/dev/null | grep -c ^serial0) -gt " + 2 * kill + " ]");
            HOST.sh("kill -KILL $(cat /tmp/alone.pid)");
            collectAlone();
        }
        web.destroy();
        String all = "zcat " + ALONE + "/web/serial0-*.log.gz";
        Await.until(
                "all is collected",
                () -> HOST.sh(all + " | sha256sum").equals(HOST.sh("sha256sum < " + web.rawLogPath("serial0"))),
                () -> HOST.sh("ls -l " + ALONE + "/web; " + all + " | wc; wc < " + web.rawLogPath("serial0")));
    }

    private static void collectAlone() {
        HOST.process(
                "sh",
                "-c",
                "echo $$ > /tmp/alone.pid; exec env DATA_DIR=" + ALONE + " " + LibvirtHost.CONTEE
                        + " collect logs --every 1s --gzip");
    }

    @Test
    void theTableHasEachGuestsMemoryAsItsProcessHasIt() throws IOException {
        Guest web = HOST.define("web");
        web.boot();
        Guest db = HOST.define("db");
        db.boot();
        for (Guest guest : List.of(web, db)) {
            HOST.await("curl -q -s '" + TABLE + "?vm=" + guest.name() + "' | grep -q ," + guest.name() + ",");
            List<CSVRecord> rows = rows("?vm=" + guest.name() + "&since=1h");
            CSVRecord last = rows.get(rows.size() - 1);
            assertThat(last.get("uuid")).isEqualTo(guest.uuid());
            assertThat(last.get("namespace")).isEqualTo("libvirt");
            Await.until(
                    "the table has what the process has",
                    () -> isNear(lastRss(guest), rss(guest)),
                    () -> lastRss(guest) + " and not " + rss(guest));
        }
        assertThat(HOST.readText(DATA + "/mem-stats.csv")).startsWith("timestamp,namespace,vm,uuid,rss_bytes,");
    }

    private static boolean isNear(long one, long other) {
        return Math.abs(one - other) <= other / 20;
    }

    private static long lastRss(Guest guest) {
        try {
            List<CSVRecord> rows = rows("?vm=" + guest.name());
            return Long.parseLong(rows.get(rows.size() - 1).get("rss_bytes"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aGuestWhoseMonitorHangsKeepsNoOtherFromTheTable() throws IOException {
        HOST.write(
                "/tmp/frozen.xml",
                LibvirtHost.demoXml("frozen", 1).replace("<memballoon model='none'/>", "<memballoon model='virtio'/>"));
        HOST.sh("mkdir -p " + Guest.WITNESSES + "; " + LibvirtHost.CONTEE + " define /tmp/frozen.xml");
        Guest frozen = HOST.adopt("frozen");
        frozen.boot();
        Guest web = HOST.define("web");
        web.boot();
        HOST.await("curl -q -s '" + TABLE + "?vm=frozen' | grep -q '[0-9],134217728,'");
        HOST.sh("kill -STOP " + frozen.qemu());
        try {
            int before = rows("?vm=web").size();
            Await.until("rows of the other guest", () -> rowCount("web") > before + 3, HOST::conteeLog);
            // libvirt does not answer for it, so that its process is looked at.
            HOST.await("curl -q -s '" + TABLE + "?vm=frozen' | tail -n 1 | grep -q ',[0-9]*,,,,,,'");
            assertThat(lastRss(frozen)).isCloseTo(rss(frozen), withPercentage(5));
        } finally {
            HOST.sh("kill -CONT " + frozen.qemu());
        }
        HOST.await("curl -q -s '" + TABLE + "?vm=frozen' | tail -n 1 | grep -q '[0-9],134217728,'");
    }

    private static int rowCount(String guest) {
        try {
            return rows("?vm=" + guest).size();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void anExportHoldsWhatABugReportNeeds() {
        Guest web = HOST.define("web");
        web.boot().ask("echo before-the-export");
        ExecResult result = HOST.contee("collect", "export", "web", "-o", "/tmp/web.tar.gz");
        assertThat(result.getStdout()).as(result.getStderr()).startsWith("/tmp/web.tar.gz: ");
        List<String> names = Arrays.asList(HOST.sh("tar tzf /tmp/web.tar.gz").split("\n"));
        assertThat(names).contains("web/manifest.json", "web/domain.xml", "web/domain-live.xml", "web/mem-stats.csv");
        assertThat(HOST.sh("tar xzOf /tmp/web.tar.gz --wildcards 'web/logs/serial0-*'"))
                .contains("before-the-export\r\n")
                .isEqualTo(printed(web));
        assertThat(HOST.sh("tar xzOf /tmp/web.tar.gz --wildcards 'web/logs/qemu-*'"))
                .contains("starting up");
        assertThat(HOST.sh("tar xzOf /tmp/web.tar.gz --wildcards 'web/logs/events-*'"))
                .contains("attached");
        assertThat(HOST.sh("stat -c %a /tmp/web.tar.gz").strip()).isEqualTo("600");
    }

    @Test
    void whatCannotBeDoneIsToldInALine() {
        assertThat(HOST.contee("collect", "export", "nobody", "-o", "/tmp/x.tar.gz")
                        .getStderr())
                .isEqualTo("contee: guest 'nobody' has left no log on this host: see 'contee list' and"
                        + " 'virsh list --all'\n");
        assertThat(stderr("POLL_INTERVAL_SECS=often", "memstats"))
                .isEqualTo("contee: POLL_INTERVAL_SECS='often' is not valid: give an integer from 1 to 86400\n");
        assertThat(stderr("DATA_DIR=/tmp/other", "memstats"))
                .endsWith("contee: cannot serve HTTP at 127.0.0.1:8099: Address already in use: set HTTP_PORT, or"
                        + " collect.httpPort and collect.httpAddress\n");
        assertThat(stderr("DATA_DIR=/proc/none", "logs")).contains("contee: cannot collect logs into /proc/none: ");
        assertThat(stderr("A=1", "logs")).contains("contee: another contee collects logs into " + DATA + " already");
    }

    private static String stderr(String variable, String command) {
        ExecResult result = HOST.run("env", variable, LibvirtHost.CONTEE, "collect", command);
        assertThat(result.getExitCode()).isEqualTo(1);
        return result.getStderr();
    }

    @Test
    void collectingGoesOnWhenAFullDiskHasRoomAgain() {
        HOST.stopContee();
        HOST.sh("mkdir -p " + DATA + " && mount -t tmpfs -o size=256k tmpfs " + DATA);
        try {
            HOST.startContee(COLLECTING);
            HOST.sh("head -c 1M /dev/zero > " + DATA + "/filler || true");
            Guest web = HOST.define("web");
            web.boot().ask("echo while-the-disk-is-full");
            HOST.await("grep -q 'cannot collect the logs of guest web: .*No space left' " + LibvirtHost.CONTEE_LOG);
            HOST.sh("rm " + DATA + "/filler");
            awaitCollected(web);
            HOST.await("curl -q -s '" + TABLE + "?vm=web' | grep -q ,web,");
        } finally {
            HOST.stopContee();
            HOST.sh("umount " + DATA);
            HOST.startContee(COLLECTING);
        }
    }
}
