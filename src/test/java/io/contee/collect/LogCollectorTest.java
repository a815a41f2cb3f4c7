package io.contee.collect;

import static io.contee.collect.CollectFixture.end;
import static io.contee.collect.CollectFixture.print;
import static io.contee.collect.CollectFixture.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import ch.qos.logback.classic.Level;
import io.contee.log.write.ConsoleLog;
import io.contee.log.write.EventLog;
import io.contee.model.ConteeException;
import io.contee.model.DomainEvent;
import io.contee.model.DomainEvent.Kind;
import io.contee.model.DomainId;
import io.contee.model.Layout.DataDir;
import io.contee.testing.LogCapture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LogCollectorTest {

    private final CollectFixture host = new CollectFixture();
    private final LogCapture messages = new LogCapture(LogCollector.class);

    @AfterEach
    void removeFiles() {
        messages.close();
        host.close();
    }

    @Test
    void eachLineIsInTheWindowOfItsTime() {
        host.at("10:10:00");
        ConsoleLog log = host.serve("web");
        print(log, "one\n");
        host.at("10:59:59.999");
        print(log, "two\n");
        host.at("11:00:00");
        print(log, "three\n");
        host.at("11:00:05");
        host.collect();
        assertThat(host.windows("web")).containsExactly(entry("serial0-20261121T100000Z.log", "one\ntwo\n"));
        host.at("12:00:05");
        host.collect();
        assertThat(host.windows("web"))
                .containsExactly(
                        entry("serial0-20261121T100000Z.log", "one\ntwo\n"),
                        entry("serial0-20261121T110000Z.log", "three\n"));
        end(log);
    }

    @Test
    void whatIsWrittenWhenItsWindowIsDoneIsInTheNextOne() {
        host.at("10:10:00");
        ConsoleLog log = host.serve("web");
        print(log, "one\n");
        host.at("11:00:02");
        host.collect();
        host.at("10:59:59"); // as the clock was when a disk began to hang
        print(log, "late\n");
        end(log);
        host.at("12:00:02");
        host.collect();
        assertThat(host.windows("web"))
                .containsExactly(
                        entry("serial0-20261121T100000Z.log", "one\n"),
                        entry("serial0-20261121T110000Z.log", "late\n"));
    }

    @Test
    void linesOfAClockThatWasWrongHoldNothingUp() {
        host.at("09:30:00");
        host.collect();
        host.at("10:10:00");
        ConsoleLog log = host.serve("web");
        print(log, "one\n");
        host.advance(Duration.ofDays(365 * 50));
        print(log, "wrong\n");
        host.advance(Duration.ofDays(-365 * 50));
        print(log, "two\n");
        host.at("11:10:00");
        print(log, "three\n");
        host.at("11:30:00");
        host.collect();
        assertThat(host.windows("web")).containsExactly(entry("serial0-20261121T100000Z.log", "one\nwrong\ntwo\n"));
        host.at("12:30:00");
        host.collect();
        assertThat(host.windows("web")).containsEntry("serial0-20261121T110000Z.log", "three\n");
        end(log);
    }

    @Test
    void aCollectorWhoseOwnClockWasWrongGoesOnWithTheTimeThatItIs() {
        host.at("10:10:00");
        ConsoleLog log = host.serve("web");
        print(log, "one\n");
        host.advance(Duration.ofDays(365 * 50));
        host.collect();
        host.advance(Duration.ofDays(-365 * 50));
        print(log, "two\n");
        host.at("11:30:00");
        host.collect();
        end(log);
        assertThat(host.all("web")).contains("two\n").doesNotContain("two\none");
    }

    @Test
    void catchesUpOnWindowsOverRotationsAndRunsOfTheGuest() {
        host.at("09:30:00");
        host.collect();
        Random random = new Random(1);
        StringBuilder printed = new StringBuilder();
        host.at("10:00:00");
        for (int attempt = 0; attempt < 3; attempt++) {
            ConsoleLog log = host.serve("web", "libvirt", attempt, "128Ki");
            for (int i = 0; i < 300; i++) {
                String text = "run " + attempt + " line " + i + "x".repeat(1000) + (random.nextInt(5) == 0 ? "" : "\n");
                print(log, text);
                printed.append(text);
                host.advance(Duration.ofSeconds(random.nextInt(60)));
                if (random.nextInt(50) == 0) {
                    host.collect();
                }
            }
            end(log);
        }
        host.advance(Duration.ofHours(2));
        host.collect();
        assertThat(host.all("web")).isEqualTo(printed.toString());
        assertThat(host.windows("web").keySet()).hasSizeGreaterThan(5);
    }

    @Test
    void beginsWithTheLastWindowThatIsOver() {
        host.at("08:10:00");
        ConsoleLog log = host.serve("web");
        print(log, "long ago\n");
        host.at("09:10:00");
        print(log, "last hour\n");
        end(log);
        host.at("10:30:00");
        host.collect();
        assertThat(host.windows("web")).containsExactly(entry("serial0-20261121T090000Z.log", "last hour\n"));
    }

    @Test
    void aWindowThatWasCompleteButForItsNameGetsIt() throws IOException {
        aKilledCollectorIsSucceeded("serial0-20261121T100000Z.log", true);
    }

    @Test
    void aWindowThatWasBegunIsCollectedAnew() throws IOException {
        aKilledCollectorIsSucceeded("serial0-20261121T110000Z.log", false);
    }

    /** @param pending whether the window is the one that the state speaks of */
    private void aKilledCollectorIsSucceeded(String window, boolean pending) throws IOException {
        host.at("10:10:00");
        ConsoleLog log = host.serve("web");
        print(log, "one\n");
        host.at("11:00:05");
        host.collect();
        print(log, "two\n");
        end(log);
        Path guest = host.dataDir.resolve("web");
        Path unfinished = guest.resolve("." + window + ".part");
        if (pending) {
            Path state = DataDir.collected(guest);
            Files.writeString(
                    state, Files.readString(state).replaceFirst("\"cursors\"", "\"pending\":\"" + window + "\",$0"));
            Files.move(guest.resolve(window), unfinished);
        } else {
            Files.writeString(unfinished, "tw");
        }
        host.at("12:00:05");
        host.collect();
        assertThat(host.all("web")).isEqualTo("one\ntwo\n");
        assertThat(unfinished).doesNotExist();
    }

    @Test
    void aChangeOfTheWindowsLengthLeavesNoGapAndNoOverlap() {
        host.at("10:10:00");
        ConsoleLog log = host.serve("web");
        print(log, "one\n");
        host.at("11:00:05");
        host.collect();
        host.at("11:20:00");
        print(log, "two\n");
        host.at("11:40:00");
        print(log, "three\n");
        end(log);
        host.set("CONTEE_COLLECT_LOGS_EVERY", "15m");
        host.at("11:45:05");
        host.collect();
        assertThat(host.windows("web"))
                .containsExactly(
                        entry("serial0-20261121T100000Z.log", "one\n"),
                        entry("serial0-20261121T111500Z.log", "two\n"),
                        entry("serial0-20261121T113000Z.log", "three\n"));
    }

    @Test
    void aLineAfterLfCrIsNotWrittenOverItsTime() {
        host.set("CONTEE_COLLECT_LOGS_TIMESTAMPS", "true");
        host.at("10:10:00");
        ConsoleLog log = host.serve("grub");
        print(log, "Loading Linux ...\n\r");
        print(log, "Loading initial ramdisk ...\n\r");
        end(log);
        host.at("11:00:05");
        host.collect();
        assertThat(host.windows("grub").values()).containsExactly("""
                        2026-11-21T10:10:00.000000000Z Loading Linux ...
                        2026-11-21T10:10:00.000000000Z Loading initial ramdisk ...
                        """);
    }

    @Test
    void windowsAreCompressedAndTimedWhereThatIsChosen() {
        host.set("CONTEE_COLLECT_LOGS_GZIP", "true");
        host.set("CONTEE_COLLECT_LOGS_TIMESTAMPS", "true");
        host.at("10:10:00");
        ConsoleLog log = host.serve("web");
        print(log, "one\ntwo\n");
        end(log);
        host.at("11:00:05");
        host.collect();
        assertThat(host.windows("web"))
                .containsExactly(entry(
                        "serial0-20261121T100000Z.log.gz",
                        "2026-11-21T10:10:00.000000000Z one\n2026-11-21T10:10:00.000000000Z two\n"));
    }

    @Test
    void qemusLogAndConteesEventsAreCollectedToo() {
        host.collect();
        host.at("10:10:00");
        write(host.qemuLogDir.resolve("web.log"), """
                2026-11-21 10:10:00.123+0000: starting up libvirt version: 9.0.0
                LC_ALL=C \\
                /usr/bin/qemu-system-x86_64
                2026-11-21T11:10:00.123456Z qemu-system-x86_64: terminating on signal 15
                2026-11-21 11:10:01.123+0000: shutting down, reason=destroyed
                """);
        DomainId web = new DomainId(new UUID(0, 1), "web");
        try (EventLog events = host.events()) {
            events.note(web, () -> DomainEvent.of(Kind.STARTED, Optional.empty(), "attempt", "0"));
        }
        end(host.serve("web"));
        host.at("12:00:05");
        host.collect();
        assertThat(host.windows("web"))
                .containsExactly(
                        entry(
                                "events-20261121T100000Z.jsonl",
                                "{\"time\":\"2026-11-21T10:10:00Z\",\"event\":\"started\",\"attempt\":\"0\"}\n"),
                        entry("qemu-20261121T100000Z.log", """
                                2026-11-21 10:10:00.123+0000: starting up libvirt version: 9.0.0
                                LC_ALL=C \\
                                /usr/bin/qemu-system-x86_64
                                """),
                        entry("qemu-20261121T110000Z.log", """
                                2026-11-21T11:10:00.123456Z qemu-system-x86_64: terminating on signal 15
                                2026-11-21 11:10:01.123+0000: shutting down, reason=destroyed
                                """));
    }

    @Test
    void aGuestWithAQemuLogAloneIsCollected() {
        write(host.qemuLogDir.resolve("plain.log"), "2026-11-21 10:10:00.123+0000: starting up\n");
        host.at("11:00:05");
        host.collect();
        assertThat(host.windows("plain").keySet()).containsExactly("qemu-20261121T100000Z.log");
    }

    @Test
    void whatIsMissingIsReportedInTheWindow() throws IOException {
        host.at("10:10:00");
        ConsoleLog log = host.serve("web", "libvirt", 0, "1Mi");
        print(log, "one\n");
        end(log);
        host.at("11:00:05");
        host.collect();
        Path file = host.podLogDir.resolve("libvirt_web_uid/serial0/0.log");
        Files.delete(file);
        host.at("11:10:00");
        ConsoleLog next = host.serve("web", "libvirt", 1, "1Mi");
        print(next, "two\n");
        end(next);
        host.at("12:00:05");
        host.collect();
        assertThat(host.windows("web").get("serial0-20261121T110000Z.log"))
                .isEqualTo("[contee: output may be missing after 2026-11-21T10:10:00Z: the file in which reading"
                        + " stopped is gone]\ntwo\n");
    }

    @Test
    void oldWindowsAreDeletedAndThoseBeyondTheLimitOldestFirst() {
        host.set("CONTEE_COLLECT_LOGS_KEEP", "3h");
        host.at("10:00:00");
        ConsoleLog log = host.serve("web");
        for (int hour = 10; hour < 16; hour++) {
            host.at(hour + ":10:00");
            print(log, "x".repeat(99) + "\n");
            host.at(hour + 1 + ":00:05");
            host.collect();
        }
        end(log);
        assertThat(host.windows("web").keySet())
                .containsExactly("serial0-20261121T140000Z.log", "serial0-20261121T150000Z.log");
        host.set("CONTEE_COLLECT_LOGS_MAX_SIZE", "150");
        host.collect();
        assertThat(host.windows("web").keySet()).containsExactly("serial0-20261121T150000Z.log");
    }

    @Test
    void aGuestThatCannotBeWrittenIsReportedOnceAndKeepsNoOtherAndIsCollectedLater() throws IOException {
        host.at("10:10:00");
        for (String guest : new String[] {"bad", "good"}) {
            ConsoleLog log = host.serve(guest);
            print(log, guest + "\n");
            end(log);
        }
        write(host.dataDir.resolve("bad"), "no directory");
        host.at("11:00:05");
        try (LogCollector collector = host.collector()) {
            assertThat(collector.collect()).isFalse();
            assertThat(collector.collect()).isFalse();
            assertThat(messages.texts(Level.WARN))
                    .singleElement()
                    .asString()
                    .startsWith("cannot collect the logs of guest bad: ");
            assertThat(host.all("good")).isEqualTo("good\n");
            Files.delete(host.dataDir.resolve("bad"));
            assertThat(collector.collect()).isTrue();
        }
        assertThat(host.all("bad")).isEqualTo("bad\n");
        assertThat(messages.texts(Level.INFO)).contains("the logs of guest bad are collected again");
    }

    @Test
    void onlyTheNamespaceIsCollectedAndOneWithoutGuestsIsReported() {
        host.at("10:10:00");
        for (String namespace : new String[] {"blue", "green"}) {
            ConsoleLog log = host.serve("in-" + namespace, namespace, 0, "1Mi");
            print(log, "x\n");
            end(log);
        }
        host.set("CONTEE_COLLECT_NAMESPACE", "green");
        host.at("11:00:05");
        host.collect();
        assertThat(host.dataDir.resolve("in-green")).exists();
        assertThat(host.dataDir.resolve("in-blue")).doesNotExist();
        host.set("CONTEE_COLLECT_NAMESPACE", "red");
        host.collect();
        assertThat(messages.texts(Level.WARN))
                .containsExactly("no guest of namespace 'red' has left a log yet; there are some of blue, green");
    }

    @Test
    void aDamagedStateIsReportedAndCollectingGoesOnAfterTheLastWindow() throws IOException {
        host.at("10:10:00");
        ConsoleLog log = host.serve("web");
        print(log, "one\n");
        host.at("11:00:05");
        host.collect();
        host.at("11:10:00");
        print(log, "two\n");
        end(log);
        Files.writeString(DataDir.collected(host.dataDir.resolve("web")), "{\"serial0\":");
        host.at("12:00:05");
        host.collect();
        assertThat(host.windows("web"))
                .isEqualTo(Map.of("serial0-20261121T100000Z.log", "one\n", "serial0-20261121T110000Z.log", "two\n"));
    }

    @Test
    void aDirectoryIsCollectedIntoByOneProcessOnly() {
        try (LogCollector first = host.collector()) {
            assertThat(first.collect()).isTrue();
            assertThatThrownBy(host::collector)
                    .isInstanceOf(ConteeException.class)
                    .hasMessage("another contee collects logs into " + host.dataDir
                            + " already: stop it first, or give this one another DATA_DIR");
        }
    }

    @Test
    void aDirectoryThatCannotBeMadeIsReportedWithItsReason() {
        write(host.dataDir, "a file");
        assertThatThrownBy(host::collector)
                .isInstanceOf(ConteeException.class)
                .hasMessage("cannot collect logs into " + host.dataDir + ": " + host.dataDir
                        + ": it is there and no directory: check its permissions, or set DATA_DIR or collect.dataDir");
    }
}
