package io.contee.net;

import static io.contee.net.LoopFixture.receive;
import static io.contee.net.LoopFixture.send;
import static org.assertj.core.api.Assertions.assertThat;

import io.contee.net.EventLoop.BlockingWork;
import io.contee.net.LoopFixture.Pair;
import io.contee.net.Registration.Interest;
import io.contee.testing.Await;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What holds while work of a loop blocks: see {@link EventLoop#run(EventLoop.BlockingWork)}. */
class BlockingWorkTest {

    private static final Duration LIMIT = Duration.ofMillis(5);

    private final LoopFixture fixture = new LoopFixture(LIMIT);
    private final EventLoop loop = fixture.loop;
    private final List<Work> works = new ArrayList<>();

    @AfterEach
    void closeAll() {
        works.forEach(Work::finish);
        fixture.close();
    }

    /** Blocks until it is told to finish, and notes what happens to it and on which thread. */
    private static class Work implements BlockingWork {

        final Queue<String> heard = new ConcurrentLinkedQueue<>();
        final CountDownLatch running = new CountDownLatch(1);
        final CountDownLatch finish = new CountDownLatch(1);
        volatile Thread worker = Thread.currentThread();
        volatile Thread stalledOn = Thread.currentThread();
        volatile Thread doneOn = Thread.currentThread();

        void finish() {
            finish.countDown();
        }

        void await(String what) {
            Await.until("the work hears " + what + " after " + heard, () -> heard.contains(what));
        }

        @Override
        public void run() {
            worker = Thread.currentThread();
            running.countDown();
            try {
                if (!finish.await(Await.LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                    throw new AssertionError("never told to finish");
                }
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            heard.add("ran");
        }

        @Override
        public void stalled() {
            stalledOn = Thread.currentThread();
            heard.add("stalled");
        }

        @Override
        public void done() {
            doneOn = Thread.currentThread();
            heard.add("done");
        }
    }

    private Work work() {
        Work work = new Work();
        works.add(work);
        return work;
    }

    @Test
    void workThatEndsAtOnceStaysOnTheLoopsThread() {
        for (int i = 0; i < 1000; i++) {
            Work work = work();
            work.finish();
            loop.execute(() -> loop.run(work));
        }
        Thread loopThread = fixture.onLoop(Thread::currentThread);
        for (Work work : works) {
            // A starved machine may delay any of them beyond the limit.
            if (!work.heard.contains("stalled")) {
                assertThat(work.heard).containsExactly("ran", "done");
                assertThat(work.doneOn).isEqualTo(work.worker);
            }
        }
        assertThat(works.stream().filter(work -> work.worker == loopThread)).isNotEmpty();
    }

    @Test
    void theLoopGoesOnWhileWorkBlocks() throws IOException {
        Work work = work();
        Thread before = fixture.onLoop(Thread::currentThread);
        loop.execute(() -> loop.run(work));
        work.await("stalled");
        try (Pair pair = fixture.pair()) {
            Queue<String> read = new ConcurrentLinkedQueue<>();
            fixture.onLoop(() -> loop.register(pair.near(), Interest.READ, new Registration.Handler() {
                @Override
                public void ready(boolean readable, boolean writable, boolean hungUp) {
                    try {
                        read.add(receive(pair.near()));
                    } catch (IOException e) {
                        failed(e);
                    }
                }

                @Override
                public void failed(Throwable fault) {
                    read.add("failed: " + fault);
                }
            }));
            send(pair.far(), "served");
            Await.until("the other connection is served", () -> read.contains("served"));
            assertThat(work.heard).containsExactly("stalled");

            work.finish();
            work.await("done");
            assertThat(work.heard).containsExactly("stalled", "ran", "done");
            assertThat(work.worker).isEqualTo(before);
            Thread successor = fixture.onLoop(Thread::currentThread);
            assertThat(successor).isNotEqualTo(before);
            assertThat(work.stalledOn).isEqualTo(successor);
            assertThat(work.doneOn).isEqualTo(successor);
            Await.until("the relieved thread ends", () -> !before.isAlive());
            Await.until("one thread is left", () -> fixture.threads().equals(List.of(successor)));
        }
    }

    @Test
    void registrationsMadeBeforeAreServedByTheSuccessor() throws IOException {
        try (Pair pair = fixture.pair()) {
            Queue<Thread> servedOn = new ConcurrentLinkedQueue<>();
            List<Registration> registration = new ArrayList<>();
            registration.add(fixture.onLoop(() -> loop.register(pair.near(), Interest.READ, new Registration.Handler() {
                @Override
                public void ready(boolean readable, boolean writable, boolean hungUp) {
                    servedOn.add(Thread.currentThread());
                    registration.get(0).cancel();
                }

                @Override
                public void failed(Throwable fault) {}
            })));
            CountDownLatch timer = new CountDownLatch(1);
            Work work = work();
            // The timer, the task and the event all come while the work holds the loop's thread.
            fixture.onLoop(() -> loop.schedule(Duration.ofMillis(1), timer::countDown));
            loop.execute(() -> loop.run(work));
            CountDownLatch task = new CountDownLatch(1);
            loop.execute(task::countDown);
            send(pair.far(), "x");
            Await.until("all are served", () -> timer.getCount() + task.getCount() == 0 && !servedOn.isEmpty());
            assertThat(work.heard).doesNotContain("ran");
        }
    }

    @Test
    void manyWorksOfOneLoopMayBlockAtOnce() {
        for (int i = 0; i < 5; i++) {
            Work work = work();
            loop.execute(() -> loop.run(work));
            work.await("stalled");
        }
        assertThat(works.stream().map(work -> work.worker).distinct()).hasSize(5);
        for (int i = works.size() - 1; i >= 0; i--) {
            assertThat(works.get(i).heard).containsExactly("stalled");
            works.get(i).finish();
            works.get(i).await("done");
        }
        Thread loopThread = fixture.onLoop(Thread::currentThread);
        assertThat(works).allSatisfy(work -> {
            assertThat(work.heard).containsExactly("stalled", "ran", "done");
            assertThat(work.doneOn).isEqualTo(loopThread);
        });
        Await.until("the relieved threads end", () -> fixture.threads().size() == 1);
    }

    /** Work that begins again when it is done, sometimes slowly, on many loops: no step is lost, doubled or misplaced. */
    @Test
    void everyRunIsDoneOnceWhateverStalls() throws InterruptedException {
        int runs = 300;
        List<EventLoop> loops = new ArrayList<>(List.of(loop));
        for (int i = 1; i < 4; i++) {
            loops.add(EventLoop.start(fixture.name + "-" + i, fixture.watch));
        }
        CountDownLatch left = new CountDownLatch(loops.size() * 3);
        Queue<String> faults = new ConcurrentLinkedQueue<>();
        AtomicInteger stalls = new AtomicInteger();
        int seed = 42;
        for (EventLoop each : loops) {
            for (int i = 0; i < 3; i++) {
                each.execute(() -> each.run(new Repeated(each, runs, new Random(seed), left, faults, stalls)));
            }
        }
        assertThat(left.await(Await.LIMIT.toSeconds() * 3, TimeUnit.SECONDS)).isTrue();
        loops.forEach(EventLoop::close);
        assertThat(faults).isEmpty();
        assertThat(stalls.get()).isPositive();
    }

    private static final class Repeated implements BlockingWork {

        private final EventLoop loop;
        private final Random random;
        private final CountDownLatch left;
        private final Queue<String> faults;
        private final AtomicInteger stalls;
        private final AtomicInteger inside = new AtomicInteger();
        private int runs;
        private String state = "ready"; // touched by the loop alone
        private boolean slow;

        Repeated(
                EventLoop loop,
                int runs,
                Random random,
                CountDownLatch left,
                Queue<String> faults,
                AtomicInteger stalls) {
            this.loop = loop;
            this.runs = runs;
            this.random = random;
            this.left = left;
            this.faults = faults;
            this.stalls = stalls;
        }

        @Override
        public void run() {
            if (inside.getAndIncrement() != 0) {
                faults.add("run twice at once");
            }
            if (slow) {
                // Past the limit, or just about.
                long end = System.nanoTime() + random.nextInt(2 * (int) LIMIT.toNanos());
                while (System.nanoTime() - end < 0) {
                    Thread.onSpinWait();
                }
            }
            inside.getAndDecrement();
        }

        @Override
        public void stalled() {
            stalls.incrementAndGet();
            if (!state.equals("ready")) {
                faults.add("stalled after " + state);
            }
            state = "stalled";
        }

        @Override
        public void done() {
            if (inside.get() != 0) {
                faults.add("done while it runs");
            }
            state = "ready";
            if (--runs == 0) {
                left.countDown();
                return;
            }
            slow = random.nextInt(8) == 0;
            loop.execute(() -> loop.run(this));
        }
    }

    @Test
    void doneMayRunTheNextWork() {
        Work second = work();
        Work first = new Work() {
            @Override
            public void done() {
                super.done();
                loop.run(second);
            }
        };
        works.add(first);
        loop.execute(() -> loop.run(first));
        first.await("stalled");
        first.finish();
        second.await("stalled");
        assertThat(first.heard).containsExactly("stalled", "ran", "done");
        second.finish();
        second.await("done");
        assertThat(second.heard).containsExactly("stalled", "ran", "done");
    }

    @Test
    void blockedWorkKeepsItsScratchToItself() {
        class Reader extends Work {
            private final ByteBuffer mine;
            volatile String seen = "";

            Reader(ByteBuffer mine) {
                this.mine = mine;
            }

            @Override
            public void run() {
                super.run();
                seen = Long.toHexString(mine.getLong(0));
            }
        }
        Queue<Reader> readers = new ConcurrentLinkedQueue<>();
        loop.execute(() -> {
            IoBuffer scratch = loop.scratch();
            scratch.bytes().putLong(0, 0xfeed);
            Reader reader = new Reader(scratch.bytes());
            readers.add(reader);
            works.add(reader);
            loop.run(reader);
        });
        Await.until("the work begins", () -> !readers.isEmpty());
        Reader reader = readers.element();
        reader.await("stalled");
        fixture.onLoop(() -> loop.scratch().bytes().putLong(0, 0xdead));
        reader.finish();
        reader.await("done");
        assertThat(reader.seen).isEqualTo("feed");
        assertThat(fixture.onLoop(() -> loop.scratch().bytes())).isNotSameAs(reader.mine);
    }

    @Test
    void workThatThrowsIsDoneAndHurtsNoHandler() throws IOException {
        for (boolean stalls : new boolean[] {false, true}) {
            Work work = new Work() {
                @Override
                public void run() {
                    super.run();
                    throw new IllegalStateException("a fault of blocking work");
                }
            };
            works.add(work);
            if (!stalls) {
                work.finish();
            }
            try (Pair pair = fixture.pair()) {
                Queue<String> heard = new ConcurrentLinkedQueue<>();
                Registration registration =
                        fixture.onLoop(() -> loop.register(pair.near(), Interest.READ, new Registration.Handler() {
                            @Override
                            public void ready(boolean readable, boolean writable, boolean hungUp) {
                                try {
                                    heard.add(receive(pair.near()));
                                } catch (IOException e) {
                                    failed(e);
                                }
                                if (heard.size() == 1) {
                                    loop.run(work);
                                }
                            }

                            @Override
                            public void failed(Throwable fault) {
                                heard.add("failed");
                            }
                        }));
                send(pair.far(), "a");
                if (stalls) {
                    work.await("stalled");
                    work.finish();
                }
                work.await("done");
                send(pair.far(), "b");
                Await.until("the handler goes on", () -> heard.size() == 2);
                assertThat(heard).containsExactly("a", "b");
                assertThat(work.doneOn).isEqualTo(fixture.onLoop(() -> {
                    registration.cancel();
                    return Thread.currentThread();
                }));
            }
        }
    }

    @Test
    void aFaultInStalledOrDoneStopsNothing() {
        Work work = new Work() {
            @Override
            public void stalled() {
                super.stalled();
                throw new IllegalStateException("a fault in stalled");
            }

            @Override
            public void done() {
                super.done();
                throw new IllegalStateException("a fault in done");
            }
        };
        works.add(work);
        loop.execute(() -> loop.run(work));
        work.await("stalled");
        fixture.turn();
        work.finish();
        work.await("done");
        fixture.turn();
    }

    @Test
    void closingTheLoopDoesNotWaitForWorkThatBlocks() {
        Work work = work();
        loop.execute(() -> loop.run(work));
        work.await("stalled");
        loop.close();
        Await.until("only the blocked thread is left", () -> fixture.threads().equals(List.of(work.worker)));
        work.finish();
        Await.until("it ends as well", () -> fixture.threads().isEmpty());
        assertThat(work.heard).containsExactly("stalled", "ran");
    }

    @Test
    void theWatchWakesFromItsSleepWhenWorkBegins() {
        Set<Thread> others = Thread.getAllStackTraces().keySet();
        try (LoopFixture quick = new LoopFixture(Duration.ofMillis(1))) {
            Thread watch = Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread.getName().equals("contee-stall-watch") && !others.contains(thread))
                    .findFirst()
                    .orElseThrow();
            for (int i = 0; i < 3; i++) {
                Await.until("the watch sleeps", () -> watch.getState() == Thread.State.WAITING);
                Work work = work();
                quick.loop.execute(() -> quick.loop.run(work));
                work.await("stalled");
                work.finish();
                work.await("done");
            }
            quick.watch.close();
            Await.until("the watch ends", () -> !watch.isAlive());
        }
    }
}
