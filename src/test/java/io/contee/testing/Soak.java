package io.contee.testing;

import io.contee.http.ConsoleView;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Guests that print numbered lines without end and clients that come and go, while the contee between them is restarted
 * and killed. Its logs rotate all the time, and keep everything, to be compared at the end.
 */
public final class Soak implements AutoCloseable {

    private static final String SETTINGS = """
            durability: strict
            rawLog: {maxSize: 128Ki, maxFiles: 1000}
            podLog: {maxSize: 128Ki, maxFiles: 1000}
            """;

    /** How much each guest prints in a second, so that a host keeps up with all of them. */
    private static final long BYTES_PER_SECOND = 8 << 10;

    private static final long TURN_MILLIS = 10;
    private static final long CALM_MILLIS = 2000;
    private static final int WATCHED_GUESTS = 20;

    private final ConteeDaemon contee = new ConteeDaemon(SETTINGS);
    private final List<NumberedGuest> guests = new ArrayList<>();
    private final List<WatchingClient> staying = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();
    private int restarts;
    private int kills;
    private int visits;
    private Footprint first = new Footprint(0, 0);
    private Footprint last = new Footprint(0, 0);

    /** What a process holds: descriptors, and bytes of heap that are in use after a collection. */
    private record Footprint(long descriptors, long heap) {}

    public Soak(int count) {
        for (int i = 0; i < count; i++) {
            String name = "guest-" + i;
            ConsoleView console = contee.prepare(name);
            if (i < WATCHED_GUESTS) {
                staying.add(new WatchingClient(name, Path.of(console.clientSocket())));
            }
            guests.add(NumberedGuest.connect(name, ConteeDaemon.guestSocket(console)));
        }
        Await.until("the clients are attached", () -> contee.clientCount() == staying.size());
    }

    /** Lets it go on for a time. */
    public void run(Duration time) {
        Printer printer = new Printer();
        Thread printing = new Thread(printer, "soak-guests");
        printing.start();
        try {
            first = footprint();
            long end = System.nanoTime() + time.toNanos();
            for (int turn = 0; System.nanoTime() - end < 0; turn++) {
                try (SocketPeer visitor = SocketPeer.connect(
                        Path.of(contee.console("guest-" + turn % guests.size()).clientSocket()))) {
                    visitor.awaitText("guest-" + turn % guests.size());
                    visits++;
                }
                pause(CALM_MILLIS);
                if (turn % 2 == 0) {
                    contee.restart();
                    restarts++;
                } else {
                    contee.kill();
                    kills++;
                    contee.start();
                }
            }
        } finally {
            printer.stop();
            join(printing);
        }
        guests.forEach(NumberedGuest::finishLine);
        last = footprint();
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void pause(long millis) {
        LockSupport.parkNanos(Duration.ofMillis(millis).toNanos());
    }

    /** Prints for all guests and reads for those who watch, in a thread of its own. */
    private final class Printer implements Runnable {

        private volatile boolean stopped;

        @Override
        public void run() {
            long begun = System.nanoTime();
            while (!stopped) {
                long due = (System.nanoTime() - begun) / 1_000_000 * BYTES_PER_SECOND / 1000;
                for (NumberedGuest guest : guests) {
                    while (guest.printed() < due && guest.print()) {}
                }
                staying.forEach(WatchingClient::read);
                pause(TURN_MILLIS);
            }
        }

        void stop() {
            stopped = true;
        }
    }

    public int restarts() {
        return restarts;
    }

    public int kills() {
        return kills;
    }

    /** Fails unless every guest's output is in both its logs, byte by byte, and nobody was disconnected. */
    public void assertNothingLost() {
        for (NumberedGuest guest : guests) {
            if (guest.isDisconnected()) {
                faults.add(guest.name() + " was disconnected");
            }
            ConsoleView console = contee.console(guest.name());
            long printed = guest.printed();
            Await.until(
                    "all of " + guest.name() + " is taken",
                    () -> contee.console(guest.name()).bytesOut() >= printed);
            Await.until("all of " + guest.name() + " is in its logs", () -> LogText.pod(console).length >= printed);
            check(() -> guest.assertPrinted("the raw log", LogText.raw(console)));
            check(() -> guest.assertPrinted("the pod log", LogText.pod(console)));
        }
        for (WatchingClient client : staying) {
            NumberedGuest guest = guests.stream()
                    .filter(candidate -> candidate.name().equals(client.name()))
                    .findFirst()
                    .orElseThrow();
            check(() -> client.assertGot(guest));
        }
        if (!faults.isEmpty()) {
            throw new AssertionError(
                    faults.size() + " faults, of which the first is: " + faults.get(0) + "\ncontee said\n"
                            + contee.log()
                                    .lines()
                                    .filter(line -> !line.contains("INFO"))
                                    .toList());
        }
    }

    private void check(Runnable assertion) {
        try {
            assertion.run();
        } catch (AssertionError e) {
            faults.add(e.getMessage());
        }
    }

    /** Fails if the contee at the end holds more than the one at the beginning. */
    public void assertNothingLeaked() {
        if (last.descriptors() > first.descriptors() + 20 || last.heap() > 2 * first.heap() + (16 << 20)) {
            throw new AssertionError("it has grown: " + report());
        }
    }

    private Footprint footprint() {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/" + contee.pid() + "/fd"))) {
            return new Footprint(descriptors.count(), Heap.usedBy(contee.pid()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What it came to. */
    public String report() {
        long printed = guests.stream().mapToLong(NumberedGuest::printed).sum();
        return "%d guests printed %d MB; %d restarts, %d kills, %d visits; descriptors %d then %d, heap %d then %d KiB"
                .formatted(
                        guests.size(),
                        printed / 1_000_000,
                        restarts,
                        kills,
                        visits,
                        first.descriptors(),
                        last.descriptors(),
                        first.heap() >> 10,
                        last.heap() >> 10);
    }

    @Override
    public void close() {
        staying.forEach(WatchingClient::close);
        guests.forEach(NumberedGuest::close);
        contee.close();
    }
}
