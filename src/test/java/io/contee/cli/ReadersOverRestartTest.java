package io.contee.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.contee.config.ConteeConfig;
import io.contee.log.format.LogRecord;
import io.contee.log.read.ReadOptions;
import io.contee.log.read.RecordOutput;
import io.contee.manager.StoredLogs;
import io.contee.model.ConsoleRef;
import io.contee.model.Replay;
import io.contee.model.WriteAccess;
import io.contee.testing.Await;
import io.contee.testing.ConteeDaemon;
import io.contee.testing.NumberedGuest;
import io.contee.testing.SocketPeer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Readers that follow a guest go on when contee is restarted or killed under them. */
class ReadersOverRestartTest {

    private final ConteeDaemon contee = new ConteeDaemon("""
            durability: strict
            rawLog: {maxSize: 1Mi, maxFiles: 100}
            podLog: {maxSize: 1Mi, maxFiles: 100}
            """);

    @AfterEach
    void stop() {
        contee.close();
    }

    private NumberedGuest guest() {
        NumberedGuest guest = NumberedGuest.connect("web", ConteeDaemon.guestSocket(contee.prepare("web")));
        Await.until("the guest is connected", () -> contee.console("web").connected());
        return guest;
    }

    private static void print(NumberedGuest guest, int bytes) {
        long goal = guest.printed() + bytes;
        Await.until("the guest has printed", () -> {
            guest.print();
            return guest.printed() >= goal || guest.isDisconnected();
        });
    }

    /** Collects a log as text, and the notices. */
    private static final class Collected implements RecordOutput {
        private final ByteArrayOutputStream text = new ByteArrayOutputStream();
        private final StringBuilder notices = new StringBuilder();
        private volatile boolean flushed;

        @Override
        public synchronized void write(LogRecord record, Cursor cursor) throws IOException {
            record.writeTo(text);
        }

        @Override
        public synchronized void report(String notice) {
            notices.append(notice).append('\n');
        }

        @Override
        public void flush() {
            flushed = true;
        }

        synchronized byte[] text() {
            return text.toByteArray();
        }

        synchronized String notices() {
            return notices.toString();
        }

        synchronized int size() {
            return text.size();
        }
    }

    private CompletableFuture<Void> follow(ReadOptions options, RecordOutput out) {
        NamedLog source = new NamedLog(
                contee.controlSocket(),
                new StoredLogs(ConteeConfig.load(contee.configFile(), Map.of())),
                "web",
                Optional.empty());
        return CompletableFuture.runAsync(() -> source.copyTo(options, out));
    }

    @Test
    void aFollowedLogIsWholeOverRestartsAndKillsAndEndsWithTheGuest() throws Exception {
        Collected followed = new Collected();
        CompletableFuture<Void> follower;
        try (NumberedGuest guest = guest()) {
            print(guest, 10_000);
            follower = follow(ReadOptions.all().following(), followed);
            Await.until("it follows", () -> followed.size() > 0);
            print(guest, 100_000);
            contee.restart();
            print(guest, 100_000);
            contee.kill();
            print(guest, 10_000);
            contee.start();
            print(guest, 100_000);
            contee.restart();
            guest.finishLine();
            Await.until("all is read", () -> followed.size() >= guest.printed());
            guest.assertPrinted("the follower", followed.text());
            assertThat(follower).isNotDone();
        }
        contee.release("web");
        follower.get(60, TimeUnit.SECONDS);
        assertThat(followed.notices().lines()).isSubsetOf("contee does not answer: waiting for it");
    }

    @Test
    void aFollowerThatHadReadNothingYetMissesNothing() {
        Collected followed = new Collected();
        try (NumberedGuest guest = guest()) {
            print(guest, 10_000);
            guest.finishLine();
            int before = (int) guest.printed();
            Await.until("it is printed", () -> contee.console("web").bytesOut() == before);
            CompletableFuture<Void> follower =
                    follow(ReadOptions.all().withTail(0).following(), followed);
            Await.until("it follows", () -> followed.flushed);
            contee.kill();
            print(guest, 10_000);
            contee.start();
            guest.finishLine();
            Await.until("the rest is read", () -> followed.size() >= guest.printed() - before);
            assertThat(new String(followed.text(), StandardCharsets.US_ASCII))
                    .isEqualTo(new String(guest.text(), StandardCharsets.US_ASCII).substring(before));
            assertThat(follower).isNotDone();
        }
    }

    @Test
    void anHttpFollowerCanTellARestartFromTheGuestsEnd() {
        try (NumberedGuest guest = guest();
                SocketPeer cut = SocketPeer.connect(contee.controlSocket())) {
            print(guest, 1000);
            cut.write("GET /domains/web/log?follow=true HTTP/1.1\r\nHost: localhost\r\n\r\n");
            cut.awaitText("HTTP/1.1 200 ");
            contee.restart();
            assertThat(new String(cut.awaitEnd(), StandardCharsets.US_ASCII)).doesNotEndWith("\r\n0\r\n\r\n");
            try (SocketPeer whole = SocketPeer.connect(contee.controlSocket())) {
                whole.write("GET /domains/web/log?follow=true HTTP/1.1\r\nHost: localhost\r\n\r\n");
                whole.awaitText("HTTP/1.1 200 ");
                contee.release("web");
                whole.awaitText("\r\n0\r\n\r\n");
            }
        }
    }

    @Test
    void aPipedConsoleIsWholeOverRestartsAndKillsAndEndsWithTheGuest() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        CompletableFuture<Void> reading;
        try (NumberedGuest guest = guest();
                Screen screen = screen(out, err)) {
            Attacher attacher = new Attacher(contee::client, ConsoleRef.of("web"));
            PipedConsole piped = new PipedConsole(screen, attacher::name, LineEnds.of(Optional.empty()));
            try (LastingAttachment console =
                    new LastingAttachment(attacher, WriteAccess.READ_ONLY, piped, screen::say)) {
                console.attach(Replay.NONE, false);
                Await.until("it is attached", () -> contee.clientCount() == 1);
                reading = CompletableFuture.runAsync(piped::awaitEnd);
                print(guest, 50_000);
                contee.restart();
                print(guest, 50_000);
                contee.kill();
                contee.start();
                print(guest, 50_000);
                guest.finishLine();
                Await.until("all is shown", () -> out.size() >= guest.printed());
                guest.assertPrinted("the pipe", out.toByteArray());
                assertThat(reading).isNotDone();
                contee.release("web");
                reading.get(60, TimeUnit.SECONDS);
            }
        }
    }

    @Test
    void whatAScriptExpectsMayComeAfterARestart() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (SocketPeer guest = SocketPeer.connect(ConteeDaemon.guestSocket(contee.prepare("web")));
                Screen screen = screen(out, new ByteArrayOutputStream())) {
            Await.until("the guest is connected", () -> contee.console("web").connected());
            Attacher attacher = new Attacher(contee::client, ConsoleRef.of("web"));
            ConsoleScript script =
                    new ConsoleScript(screen, attacher::name, () -> LineEnds.orAsWritten(Optional.empty()));
            List<ConsoleScript.Step> steps = steps("--expect", "login:", "--send", "root\\n");
            try (LastingAttachment console = new LastingAttachment(attacher, WriteAccess.WRITE, script, screen::say)) {
                console.attach(Replay.NONE, false);
                CompletableFuture<Void> running =
                        CompletableFuture.runAsync(() -> script.run(console, steps, Duration.ofMinutes(1)));
                contee.restart();
                guest.write("login: ");
                guest.awaitText("root\n");
                running.get(60, TimeUnit.SECONDS);
            }
        }
    }

    /** A command of the steps alone. */
    @CommandLine.Command
    private static final class Steps {
        @CommandLine.ArgGroup(exclusive = true, multiplicity = "0..*")
        private List<ConsoleScript.Step> steps = new ArrayList<>();
    }

    private static List<ConsoleScript.Step> steps(String... arguments) {
        return CommandLine.populateCommand(new Steps(), arguments).steps;
    }

    private static Screen screen(ByteArrayOutputStream out, ByteArrayOutputStream err) {
        return new Screen(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false,
                InstantSource.system(),
                ZoneOffset.UTC);
    }
}
