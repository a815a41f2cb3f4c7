package io.contee.net;

import static io.contee.net.LoopFixture.receive;
import static io.contee.net.LoopFixture.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.contee.net.LoopFixture.Pair;
import io.contee.net.Registration.Interest;
import io.contee.testing.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventLoopTest {

    private final LoopFixture fixture = new LoopFixture(StallWatch.DEFAULT_LIMIT);
    private final EventLoop loop = fixture.loop;

    @AfterEach
    void closeAll() {
        fixture.close();
    }

    /** Notes what it is called for. */
    private static class Notes implements Registration.Handler {

        final Queue<String> heard = new ConcurrentLinkedQueue<>();

        @Override
        public void ready(boolean readable, boolean writable, boolean hungUp) {
            heard.add((readable ? "r" : "") + (writable ? "w" : "") + (hungUp ? "h" : ""));
        }

        @Override
        public void failed(Throwable fault) {
            heard.add("failed: " + fault.getMessage());
        }

        void await(String what) {
            Await.until("the handler hears " + what, () -> heard.contains(what));
        }
    }

    @Test
    void tellsWhenThereIsSomethingToRead() throws IOException {
        try (Pair pair = fixture.pair()) {
            Notes notes = new Notes();
            Registration registration = fixture.onLoop(() -> loop.register(pair.near(), Interest.READ, notes));
            fixture.turn();
            assertThat(notes.heard).isEmpty();
            send(pair.far(), "x");
            notes.await("r");
            fixture.onLoop(() -> {
                registration.cancel();
                notes.heard.clear();
                return receive(pair.near());
            });
        }
    }

    @Test
    void tellsOfWhatItIsAskedForAndOfNothingElse() throws IOException {
        try (Pair pair = fixture.pair()) {
            Notes notes = new Notes();
            Registration registration = fixture.onLoop(() -> loop.register(pair.near(), Interest.HANGUP, notes));
            send(pair.far(), "x");
            fixture.turn();
            assertThat(notes.heard).as("with HANGUP").isEmpty();
            fixture.onLoop(() -> {
                registration.setInterest(Interest.WRITE);
                return true;
            });
            notes.await("w");
            fixture.onLoop(() -> {
                registration.setInterest(Interest.READ_WRITE);
                return true;
            });
            notes.await("rw");
            fixture.onLoop(() -> {
                registration.setInterest(Interest.NONE);
                notes.heard.clear();
                return true;
            });
            pair.far().close();
            fixture.turn();
            assertThat(notes.heard).as("with NONE, even when the peer hangs up").isEmpty();
            fixture.onLoop(() -> {
                registration.setInterest(Interest.HANGUP);
                return true;
            });
            notes.await("rwh");
            fixture.onLoop(() -> {
                registration.cancel();
                notes.heard.clear();
                return true;
            });
            fixture.turn();
            assertThat(notes.heard).as("when cancelled").isEmpty();
        }
    }

    @Test
    void aRegistrationMayBeginWithNoInterest() throws IOException {
        try (Pair pair = fixture.pair()) {
            Notes notes = new Notes();
            Registration registration = fixture.onLoop(() -> loop.register(pair.near(), Interest.NONE, notes));
            send(pair.far(), "x");
            fixture.turn();
            assertThat(notes.heard).isEmpty();
            fixture.onLoop(() -> {
                registration.setInterest(Interest.READ);
                return true;
            });
            notes.await("r");
        }
    }

    @Test
    void aCancelledRegistrationStaysCancelled() throws IOException {
        try (Pair pair = fixture.pair()) {
            Notes notes = new Notes();
            Notes successor = new Notes();
            fixture.onLoop(() -> {
                Registration former = loop.register(pair.near(), Interest.READ, notes);
                former.cancel();
                loop.register(pair.near(), Interest.READ, successor);
                former.setInterest(Interest.READ_WRITE);
                former.cancel();
                return true;
            });
            send(pair.far(), "x");
            successor.await("r");
            assertThat(notes.heard).isEmpty();
        }
    }

    /** Of two ready connections, the one that is served first closes the other, whose descriptor is then given away. */
    @Test
    void anEventOfAClosedDescriptorDoesNotReachItsSuccessor() throws IOException {
        List<Pair> pairs = List.of(fixture.pair(), fixture.pair());
        Notes successor = new Notes();
        List<UnixConnection> opened = new ArrayList<>();
        List<Registration> registrations = new ArrayList<>();
        CountDownLatch served = new CountDownLatch(1);
        class Closer implements Registration.Handler {
            private final int other;

            Closer(int other) {
                this.other = other;
            }

            @Override
            public void ready(boolean readable, boolean writable, boolean hungUp) {
                try {
                    int freed = pairs.get(other).near().fd();
                    registrations.forEach(Registration::cancel);
                    pairs.get(other).near().close();
                    while (opened.isEmpty() || opened.get(opened.size() - 1).fd() < freed) {
                        Pair pair = fixture.pair();
                        opened.add(pair.far());
                        opened.add(pair.near());
                    }
                    for (UnixConnection connection : opened) {
                        if (connection.fd() == freed) {
                            loop.register(connection, Interest.READ, successor);
                        }
                    }
                    served.countDown();
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            }

            @Override
            public void failed(Throwable fault) {}
        }
        fixture.onLoop(() -> {
            registrations.add(loop.register(pairs.get(0).near(), Interest.READ, new Closer(1)));
            registrations.add(loop.register(pairs.get(1).near(), Interest.READ, new Closer(0)));
            send(pairs.get(0).far(), "x");
            send(pairs.get(1).far(), "x");
            return true;
        });
        Await.until("a handler is called", () -> served.getCount() == 0);
        fixture.turn();
        assertThat(successor.heard).isEmpty();
        pairs.forEach(Pair::close);
        opened.forEach(UnixConnection::close);
    }

    @Test
    void aHandlerThatThrowsIsToldSoOnceAndStopsNobodyElse() throws IOException {
        try (Pair faulty = fixture.pair();
                Pair sound = fixture.pair()) {
            Notes fault = new Notes() {
                @Override
                public void ready(boolean readable, boolean writable, boolean hungUp) {
                    super.ready(readable, writable, hungUp);
                    throw new IllegalStateException("a fault");
                }
            };
            Notes notes = new Notes();
            send(faulty.far(), "x");
            send(sound.far(), "x");
            fixture.onLoop(() -> {
                loop.register(faulty.near(), Interest.READ, fault);
                loop.register(sound.near(), Interest.READ, notes);
                return true;
            });
            notes.await("r");
            fault.await("failed: a fault");
            fixture.turn();
            assertThat(fault.heard).containsExactly("r", "failed: a fault");
        }
    }

    @Test
    void aTaskOrTimerThatThrowsStopsNothing() {
        loop.execute(() -> {
            throw new IllegalStateException("a fault of a task");
        });
        CountDownLatch fired = new CountDownLatch(1);
        fixture.onLoop(() -> {
            loop.schedule(Duration.ZERO, () -> {
                throw new AssertionError("a fault of a timer");
            });
            return loop.schedule(Duration.ofMillis(1), fired::countDown);
        });
        Await.until("the next timer fires", () -> fired.getCount() == 0);
    }

    @Test
    void runsTheTasksOfManyThreadsEachInItsOrder() throws InterruptedException {
        int threads = 8;
        int tasks = 5_000;
        List<List<Integer>> ran = IntStream.range(0, threads)
                .<List<Integer>>mapToObj(i -> new ArrayList<>())
                .toList();
        CountDownLatch done = new CountDownLatch(threads * tasks);
        List<Thread> callers = IntStream.range(0, threads)
                .mapToObj(i -> new Thread(() -> IntStream.range(0, tasks)
                        .forEach(n -> loop.execute(() -> {
                            ran.get(i).add(n);
                            done.countDown();
                        }))))
                .toList();
        callers.forEach(Thread::start);
        assertThat(done.await(Await.LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(ran).allSatisfy(numbers -> assertThat(numbers)
                .isEqualTo(IntStream.range(0, tasks).boxed().toList()));
        for (Thread caller : callers) {
            caller.join();
        }
    }

    @Test
    void firesTimersInTheOrderOfTheirTimesAndNotBefore() {
        List<Integer> fired = new ArrayList<>();
        List<Long> early = new ArrayList<>();
        CountDownLatch last = new CountDownLatch(1);
        fixture.onLoop(() -> {
            long start = System.nanoTime();
            for (int delay : new int[] {40, 5, 20, 0, 30}) {
                loop.schedule(Duration.ofMillis(delay), () -> {
                    fired.add(delay);
                    if (System.nanoTime() - start < Duration.ofMillis(delay).toNanos()) {
                        early.add((long) delay);
                    }
                });
            }
            loop.schedule(Duration.ofMillis(41), last::countDown);
            return true;
        });
        Await.until("the last timer fires", () -> last.getCount() == 0);
        assertThat(fixture.onLoop(() -> List.copyOf(fired))).containsExactly(0, 5, 20, 30, 40);
        assertThat(early).isEmpty();
    }

    @Test
    void aCancelledTimerDoesNotFire() {
        List<String> fired = new ArrayList<>();
        CountDownLatch last = new CountDownLatch(1);
        fixture.onLoop(() -> {
            Timer second = loop.schedule(Duration.ofMillis(2), () -> fired.add("second"));
            loop.schedule(Duration.ofMillis(1), () -> {
                fired.add("first");
                second.cancel();
            });
            return loop.schedule(Duration.ofMillis(3), last::countDown);
        });
        Await.until("the last timer fires", () -> last.getCount() == 0);
        assertThat(fixture.onLoop(() -> List.copyOf(fired))).containsExactly("first");
    }

    @Test
    void aStreamOfSmallPiecesIsReadInOrderToItsEnd() throws IOException {
        int pieces = 50_000;
        try (Pair pair = fixture.pair()) {
            Reader reader = new Reader(pair.near());
            reader.registration = fixture.onLoop(() -> loop.register(pair.near(), Interest.READ, reader));
            for (int i = 0; i < pieces; i++) {
                String piece = "%07d".formatted(i);
                while (!trySend(pair.far(), piece)) {
                    Thread.onSpinWait();
                }
            }
            pair.far().close();
            Await.until("the end is read", () -> reader.ended);
            assertThat(reader.text.length()).isEqualTo(7 * pieces);
            assertThat(IntStream.range(0, pieces))
                    .allMatch(i -> Integer.parseInt(reader.text, 7 * i, 7 * i + 7, 10) == i);
        }
    }

    private static boolean trySend(UnixConnection connection, String piece) throws IOException {
        IoBuffer buffer = new IoBuffer(piece.length());
        buffer.bytes().put(piece.getBytes(StandardCharsets.US_ASCII)).flip();
        return connection.write(buffer) > 0;
    }

    @Test
    void anotherThreadMayNotUseWhatBelongsToTheLoop() {
        if (EventLoop.class.desiredAssertionStatus()) { // as in every build; plain java leaves assertions out
            assertThatThrownBy(() -> loop.schedule(Duration.ZERO, () -> {})).isInstanceOf(AssertionError.class);
            assertThatThrownBy(loop::scratch).isInstanceOf(AssertionError.class);
        }
        assertThat(fixture.<IoBuffer>onLoop(loop::scratch)).isNotNull();
    }

    /** Reads to the end, by its registration. */
    private final class Reader implements Registration.Handler {

        private final UnixConnection connection;
        private final StringBuilder text = new StringBuilder();
        private @Nullable Registration registration;
        private volatile boolean ended;

        Reader(UnixConnection connection) {
            this.connection = connection;
        }

        @Override
        public void ready(boolean readable, boolean writable, boolean hungUp) {
            try {
                IoBuffer buffer = loop.scratch();
                buffer.bytes().clear();
                int count = Objects.requireNonNull(registration).read(connection, buffer, true);
                if (count > 0) {
                    text.append(StandardCharsets.US_ASCII.decode(buffer.bytes().flip()));
                } else if (count == UnixConnection.END) {
                    Objects.requireNonNull(registration).cancel();
                    ended = true;
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void failed(Throwable fault) {
            text.append(fault);
            ended = true;
        }
    }

    @Test
    void everythingRunsOnOneThread() throws IOException {
        Queue<Thread> seen = new ConcurrentLinkedQueue<>();
        try (Pair pair = fixture.pair()) {
            send(pair.far(), "x");
            Notes notes = new Notes() {
                @Override
                public void ready(boolean readable, boolean writable, boolean hungUp) {
                    seen.add(Thread.currentThread());
                    super.ready(readable, writable, hungUp);
                }
            };
            fixture.onLoop(() -> {
                seen.add(Thread.currentThread());
                loop.schedule(Duration.ZERO, () -> seen.add(Thread.currentThread()));
                return loop.register(pair.near(), Interest.READ, notes);
            });
            notes.await("r");
            Await.until("all were seen", () -> seen.size() >= 3);
            assertThat(seen.stream().distinct())
                    .isEqualTo(List.copyOf(fixture.threads()))
                    .singleElement()
                    .satisfies(thread -> assertThat(thread.isDaemon()).isTrue());
        }
    }

    @Test
    void closingEndsItsThreadAndRefusesTasks() {
        assertThat(fixture.threads()).hasSize(1);
        loop.close();
        loop.close();
        Await.until("the loop's thread ends", () -> fixture.threads().isEmpty());
        assertThatThrownBy(() -> loop.execute(() -> {}))
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessageContaining(fixture.name);
    }

    @Test
    void closingFromItsOwnThreadEndsItToo() {
        loop.execute(loop::close);
        Await.until("the loop's thread ends", () -> fixture.threads().isEmpty());
    }

    @Test
    void aLateTaskWritesToNobodyElsesDescriptor() throws Exception {
        // A caller that saw the loop open may wake it when it has ended; its descriptors are then others'.
        Epoll epoll = new Epoll();
        List<Pair> others = new ArrayList<>();
        epoll.close();
        for (int i = 0; i < 4; i++) {
            others.add(fixture.pair());
        }
        epoll.wake();
        epoll.close();
        for (Pair pair : others) {
            assertThat(receive(pair.near())).isEmpty();
            assertThat(receive(pair.far())).isEmpty();
        }
        others.forEach(Pair::close);
    }
}
