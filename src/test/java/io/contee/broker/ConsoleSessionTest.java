package io.contee.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import io.contee.model.ConsoleId;
import io.contee.model.DomainId;
import io.contee.model.DomainJournal;
import io.contee.model.ImpatientDevice;
import io.contee.model.Overflow;
import io.contee.net.ClientSlots;
import io.contee.net.EventLoop;
import io.contee.net.StallWatch;
import io.contee.net.UnixListener;
import io.contee.testing.Await;
import io.contee.testing.LogCapture;
import io.contee.testing.ShortTempDir;
import io.contee.testing.SocketPeer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Consoles on one loop, with logs whose disk stalls. */
class ConsoleSessionTest {

    private static final ConsoleJournal JOURNAL =
            new ConsoleJournal(DomainJournal.NONE, new ConsoleId(new DomainId(new UUID(0, 1), "web"), "serial0"));

    private final ShortTempDir temp = new ShortTempDir();
    private final StallWatch watch = new StallWatch(Duration.ofMillis(5));
    private final EventLoop loop = EventLoop.start("test-sessions", watch);
    private final List<Console> consoles = new ArrayList<>();

    @AfterEach
    void closeAll() {
        for (Console console : consoles) {
            console.log.resume();
            console.guests.forEach(SocketPeer::close);
            await(console.session.release());
        }
        loop.close();
        watch.close();
        temp.close();
    }

    private static <T> T await(CompletableFuture<T> future) {
        return future.orTimeout(Await.LIMIT.toSeconds(), TimeUnit.SECONDS).join();
    }

    /** A console with a log in memory. */
    private final class Console {

        final FakeLog log = new FakeLog();
        final LogSink sink = new LogSink("the log", () -> log, () -> Instant.EPOCH, JOURNAL, System::nanoTime);
        final ConsoleSession session;
        private final String name;
        private final List<SocketPeer> guests = new ArrayList<>();

        Console(String name, Overflow overflow) {
            this(name, overflow, Duration.ofMillis(100));
        }

        Console(String name, Overflow overflow, Duration partialLine) {
            this(name, ConsoleSpec.holdLimitOf(overflow), partialLine, Optional.empty());
        }

        Console(String name, Optional<Duration> holdLimit, Duration partialLine, Optional<ImpatientDevice> device) {
            this.name = name;
            ConsoleId id = new ConsoleId(new DomainId(new UUID(0, 1), name), "serial0");
            UnixListener guestListener = UnixListener.bind(temp.resolve(name + ".guest"), 0600, path -> {});
            StreamOrigin stream = StreamOrigin.unkept(id);
            session = new ConsoleSession(
                    id,
                    loop,
                    new SocketGuest(id, loop, guestListener, peer -> {}, Optional.empty(), device, stream),
                    UnixListener.bind(temp.resolve(name + ".client"), 0600, path -> {}),
                    new ClientSettings(
                            false,
                            new Scrollback(id, Optional.empty(), 0, true, OptionalLong.empty()),
                            ClientSlots.ofProcess(() -> 1),
                            () -> Instant.EPOCH,
                            JOURNAL),
                    new WriteSettings(List.of(sink), holdLimit, partialLine),
                    stream);
            var unused = session.start();
            consoles.add(this);
        }

        ConsoleId id() {
            return new ConsoleId(new DomainId(new UUID(0, 1), name), "serial0");
        }

        SocketPeer guest() {
            if (guests.isEmpty()) {
                guests.add(SocketPeer.connect(temp.resolve(name + ".guest")));
            }
            return guests.get(0);
        }

        SocketPeer client() {
            int before = figures().clients();
            SocketPeer client = SocketPeer.connect(temp.resolve(name + ".client"));
            Await.until("the client is attached", () -> figures().clients() == before + 1);
            return client;
        }

        ConsoleSession.Sample figures() {
            return await(session.sample());
        }

        void awaitLog(String text) {
            Await.until("the log holds " + text + ", not " + log.text(), () -> log.text()
                    .contains(text));
        }

        /** Prints something that the log's disk does not take, and waits until the loop goes on without it. */
        void stall(String printed) {
            log.stall();
            guest().write(printed);
            log.awaitStalled();
            figures();
        }
    }

    @Test
    void anotherThreadCannotUseWhatBelongsToTheLoop() {
        Console console = new Console("owned", Overflow.BLOCK);

        assertThatThrownBy(console.session::guestGone)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("belongs to the thread of test-sessions");
        assertThatThrownBy(() -> console.session.clients().setMayType(true)).isInstanceOf(AssertionError.class);
        assertThat(console.figures().connected()).isFalse();
    }

    @Test
    void aStalledLogDelaysItsOwnConsoleAlone() {
        Console stalled = new Console("stalled", Overflow.BLOCK);
        Console other = new Console("other", Overflow.BLOCK);
        stalled.stall("one");
        try (SocketPeer client = other.client()) {
            other.guest().write("all is well\n");
            client.awaitText("all is well\n");
            other.awaitLog("all is well\n");
            client.write("typed");
            other.guest().awaitText("typed");
        }
        assertThat(stalled.log.text()).isEmpty();
        stalled.log.resume();
        stalled.awaitLog("one");
    }

    @Test
    void aPartialLineIsWrittenOnceItsTimeHasPassedAndNotBefore() {
        Console soon = new Console("soon", Overflow.BLOCK);
        Console late = new Console("late", Overflow.BLOCK, Duration.ofDays(1));
        late.log.holdPartial();
        late.guest().write("login: ");
        late.awaitLog("login: ");
        soon.log.holdPartial();
        soon.guest().write("login: ");
        soon.awaitLog("login: <flush>");
        assertThat(late.log.text()).isEqualTo("login: ");
    }

    @Test
    void aGuestIsNotReadWhileItsLogStalls() {
        Console console = new Console("a", Overflow.BLOCK);
        try (SocketPeer client = console.client()) {
            console.stall("one ");
            client.awaitText("one "); // clients need not wait for the disk
            console.guest().write("two ");
            for (int i = 0; i < 5; i++) {
                assertThat(console.figures().bytesOut()).isEqualTo(4);
            }
            console.log.resume();
            console.awaitLog("one two ");
            client.awaitText("one two ");
        }
        assertThat(console.sink.lost()).isZero();
    }

    @Test
    void theGuestOfAStalledLogIsHeldUpByItsSocket() {
        Console console = new Console("a", Overflow.BLOCK);
        console.stall("x");
        ByteBuffer much = ByteBuffer.allocate(16 << 20);
        while (console.guest().offer(much) > 0) {}
        int held = much.position();
        console.figures();
        assertThat(console.guest().offer(much)).isZero();
        console.log.resume();
        Await.until("all that was printed is logged", () -> console.log.text().length() == 1 + held);
    }

    @Test
    void withDropTheGuestGoesOnAndTheLossIsCountedAndMarked() {
        Console console = new Console("a", Overflow.DROP);
        try (SocketPeer client = console.client()) {
            console.stall("one ");
            console.guest().write("lost ");
            client.awaitText("one lost ");
            console.guest().write("too ");
            client.awaitText("one lost too ");
            console.log.resume();
            Await.until("the loss is counted", () -> console.sink.lost() == 9);
            console.guest().write("three");
            console.awaitLog("one <gap 9 since 0>three");
        }
    }

    @Test
    void aGuestIsHeldUpForAWhileAndGoesOnThen() {
        Console console =
                new Console("a", Optional.of(Duration.ofMillis(200)), Duration.ofMillis(100), Optional.empty());
        try (SocketPeer client = console.client()) {
            console.stall("one ");
            assertThat(console.session.counters().backPressure.presentSeconds()).isPositive();
            console.guest().write("lost ");
            client.awaitText("one lost ");
            assertThat(console.session.counters().backPressure.seconds()).isBetween(0.2, 60.0);
            console.log.resume();
            Await.until("the loss is counted", () -> console.sink.lost() == 5);
            console.guest().write("three");
            console.awaitLog("one <gap 5 since 0>three");
        }
    }

    @Test
    void aGuestThatConnectsAgainMayHavePrintedMeanwhile() {
        Console console = new Console("a", Overflow.BLOCK);
        console.guest().write("one ");
        console.awaitLog("one ");
        console.guests.remove(0).close();
        Await.until("the guest has gone", () -> !console.figures().connected());
        console.guest().write("two");
        console.awaitLog("one <unknown gap>two");
    }

    private Console consoleOfADeviceThatDrops() {
        return new Console("a", Optional.of(Duration.ZERO), Duration.ofMillis(100), Optional.of(ImpatientDevice.DROPS));
    }

    /** Writes while the loop is late, and returns how many writes the socket has accepted. */
    private int writeWhileTheLoopIsLate(SocketPeer guest, String text, int most) {
        CountDownLatch go = new CountDownLatch(1);
        loop.execute(() -> Await.until("the guest has written", () -> go.getCount() == 0));
        int accepted = 0;
        while (accepted < most && guest.offer(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII))) > 0) {
            accepted++;
        }
        go.countDown();
        return accepted;
    }

    @Test
    void whatADeviceThatDoesNotWaitMayHaveDroppedIsMarkedBehindWhatTheSocketHeld() {
        Console console = consoleOfADeviceThatDrops();
        try (SocketPeer client = console.client()) {
            console.guest().write("one ");
            console.awaitLog("one ");
            int accepted = writeWhileTheLoopIsLate(console.guest(), "1234", Integer.MAX_VALUE);
            String held = "one " + "1234".repeat(accepted);
            console.awaitLog(held);
            console.guest().write("two");
            console.awaitLog(held + "<unknown gap>two");
            client.awaitText("[contee: an unknown number of bytes may be lost here]\r\ntwo");
            console.guest().write("more");
            console.awaitLog("twomore");
        }
        assertThat(console.sink.gaps()).isEqualTo(1);
    }

    @Test
    void muchOutputAtOnceIsNotALoss() {
        Console console = consoleOfADeviceThatDrops();
        console.guest().write("one ");
        console.awaitLog("one ");
        String page = "p".repeat(4096);
        assertThat(writeWhileTheLoopIsLate(console.guest(), page, 20)).isEqualTo(20);
        console.awaitLog("one " + page.repeat(20));
        console.guest().write("two");
        console.awaitLog("one " + page.repeat(20) + "two");
    }

    /** A loop that is late is not a disk that hangs. */
    @Test
    void aWriteThatHasEndedIsNotReportedAsAHangingDiskHoweverLateTheLoopIs() {
        Console console = new Console("a", Overflow.BLOCK);
        try (LogCapture messages = new LogCapture(StallReport.class)) {
            console.stall("one ");
            CountDownLatch blocked = new CountDownLatch(1);
            // In a timer: those that are due come before the report of the write's end.
            loop.execute(() -> loop.schedule(Duration.ZERO, () -> {
                blocked.countDown();
                console.log.resume();
                Await.until("the write has ended", () -> console.log.text().equals("one "));
                long end = System.nanoTime() + StallReport.DELAY.toNanos();
                while (System.nanoTime() < end) {
                    LockSupport.parkNanos(end - System.nanoTime());
                }
            }));
            console.guest().write("two");
            console.awaitLog("two");
            assertThat(messages.texts(Level.WARN)).isEmpty();
            assertThat(blocked.getCount()).isZero();
        }
    }

    @Test
    void aDiskThatHangsForASecondIsReported() {
        Console console = new Console("a", Overflow.BLOCK);
        try (LogCapture messages = new LogCapture(StallReport.class)) {
            console.stall("one ");
            Await.until("it is reported", () -> !messages.texts(Level.WARN).isEmpty());
            assertThat(messages.texts(Level.WARN)).containsExactly(console.id() + ": the disk of its logs hangs");
        }
    }

    @Test
    void countsForHowLongItsGuestWasHeldUp() {
        Console console = new Console("a", Overflow.BLOCK);
        console.stall("one ");
        ConsoleCounters counters = console.session.counters();
        Await.until("it is held up", () -> counters.backPressure.seconds() > 0.05);
        assertThat(counters.diskHangs.presentSeconds()).isPositive();
        console.log.resume();
        console.awaitLog("one ");
        Await.until("it is no more", () -> counters.diskHangs.presentSeconds() == 0);
        double held = counters.backPressure.seconds();
        console.guest().write("two");
        console.awaitLog("two");
        assertThat(counters.backPressure.seconds()).isEqualTo(held);
        assertThat(counters.overflowBytes.get()).isZero();
        Await.until("both writes are counted", () -> counters.writes.recorded().count() == 2);
        assertThat(counters.writes.recorded().seconds()).isGreaterThan(0.05);
    }

    @Test
    void countsWhatWasDroppedWhileItsGuestWentOn() {
        Console console = new Console("a", Overflow.DROP);
        console.stall("one ");
        ConsoleCounters counters = console.session.counters();
        console.guest().write("lost");
        Await.until("the loss is counted", () -> counters.overflowBytes.get() == 4);
        assertThat(counters.backPressure.seconds()).isZero();
        assertThat(counters.diskHangs.seconds()).isPositive();
        console.log.resume();
        Await.until("the log works again", () -> counters.diskHangs.presentSeconds() == 0);
        console.guest().write("two");
        console.awaitLog("one <gap 4 since 0>two");
        assertThat(console.sink.gaps()).isEqualTo(1);
        assertThat(console.sink.failedBytes()).isZero();
    }

    @Test
    void withDropALossAtTheEndIsMarkedWhenTheConsoleCloses() {
        Console console = new Console("a", Overflow.DROP);
        console.stall("one ");
        console.guest().write("lost");
        Await.until("it is read", () -> console.figures().bytesOut() == 8);
        CompletableFuture<Void> released = console.session.release();
        console.guest().close();
        console.log.resume();
        await(released);
        assertThat(console.log.text()).isEqualTo("one <gap 4 since 0><end><close>");
    }

    @Test
    void whatIsTypedReachesAGuestWhoseLogStalls() {
        Console console = new Console("a", Overflow.BLOCK);
        try (SocketPeer client = console.client()) {
            console.stall("x");
            client.write("typed");
            console.guest().awaitText("typed");
            assertThat(console.log.text()).isEmpty();
        }
    }

    /** A write to a guest that has gone fails, but what it printed before is still in the kernel. */
    @Test
    void typingToAGuestThatHasGoneLosesNothingThatItPrinted() {
        Console console = new Console("a", Overflow.BLOCK);
        try (SocketPeer client = console.client()) {
            console.stall("one ");
            console.guest().write("last words");
            console.guest().close();
            client.write("typed");
            for (int i = 0; i < 5; i++) {
                console.figures();
            }
            console.log.resume();
            console.awaitLog("one last words");
            Await.until("its end is noticed", () -> !console.figures().connected());
        }
    }

    @Test
    void aGuestThatConnectsWhileTheLogStallsWaitsToo() {
        Console console = new Console("a", Overflow.BLOCK);
        console.stall("one ");
        console.guest().close();
        console.log.resume();
        Await.until("the guest has gone", () -> !console.figures().connected());
        console.guests.clear();
        console.stall("two ");
        console.guest().write("three");
        assertThat(console.figures().bytesOut()).isEqualTo(8);
        console.log.resume();
        console.awaitLog("one <unknown gap>two three");
    }

    @Test
    void releaseTakesAGuestThatCameWroteAndWentUnnoticed() {
        Console console = new Console("a", Overflow.BLOCK);
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch held = new CountDownLatch(1);
        loop.execute(() -> {
            held.countDown();
            await(CompletableFuture.runAsync(() -> Await.until("the guest has gone", () -> busy.getCount() == 0)));
        });
        Await.until("the loop is held", () -> held.getCount() == 0);
        console.guest().write("brief");
        console.guest().close();
        CompletableFuture<Void> released = console.session.release();
        busy.countDown();
        await(released);
        assertThat(console.log.text()).isEqualTo("brief<end><close>");
    }

    @Test
    void closeTakesWhatTheGuestHadPrintedAndLeavesItRunning() {
        Console console = new Console("a", Overflow.BLOCK);
        CountDownLatch busy = new CountDownLatch(1);
        loop.execute(
                () -> await(CompletableFuture.runAsync(() -> Await.until("it is time", () -> busy.getCount() == 0))));
        console.guest().write("x".repeat(150_000));
        CompletableFuture<Void> closed = console.session.close();
        busy.countDown();
        await(closed);
        assertThat(console.log.text()).isEqualTo("x".repeat(150_000) + "<close>");
        console.guest().awaitEnd();
    }

    @Test
    void closeDoesNotWaitForAGuestThatPrintsWithoutEnd() throws InterruptedException {
        Console console = new Console("a", Overflow.BLOCK);
        SocketPeer guest = console.guest();
        CountDownLatch stop = new CountDownLatch(1);
        Thread printer = new Thread(() -> {
            byte[] screen = new byte[64 << 10];
            try {
                while (stop.getCount() > 0) {
                    guest.offer(ByteBuffer.wrap(screen));
                }
            } catch (java.io.UncheckedIOException e) {
                // closed
            }
        });
        printer.start();
        Await.until("it prints", () -> console.figures().bytesOut() > 1 << 20);
        await(console.session.close());
        stop.countDown();
        printer.join();
        assertThat(console.log.text()).endsWith("<close>");
    }

    @Test
    void releaseMayBeAskedForAgain() {
        Console console = new Console("a", Overflow.BLOCK);
        CompletableFuture<Void> first = console.session.release();
        CompletableFuture<Void> second = console.session.release();
        await(first);
        await(second);
        await(console.session.close());
        assertThat(console.log.text()).isEqualTo("<end><close>");
        assertThat(temp.resolve("a.guest")).doesNotExist();
        assertThat(temp.resolve("a.client")).doesNotExist();
    }
}
