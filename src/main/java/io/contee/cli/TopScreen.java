package io.contee.cli;

import io.contee.http.ControlClient;
import io.contee.http.UsageView;
import io.contee.model.ConteeException;
import io.contee.model.DaemonThread;
import io.contee.net.Termios;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * A table of the busiest consoles that fills a terminal and is redrawn until a key ends it. While contee is away it
 * says so, and continues when contee is back. The terminal is restored at the end, after a signal, too.
 */
final class TopScreen {

    private static final int INTERRUPT = 3; // ^C
    private static final Termios.Size USUAL_SIZE = new Termios.Size(24, 80);
    private static final double NANOS_PER_SECOND = 1e9;

    // Every terminal knows these: ECMA-48, and xterm's second screen.
    private static final String BEGIN = "\u001b[?1049h\u001b[?25l";
    private static final String END = "\u001b[?25h\u001b[?1049l";
    private static final String HOME = "\u001b[H";
    private static final String NEXT_LINE = "\u001b[K\r\n";
    private static final String CLEAR_REST = "\u001b[K\u001b[J";
    private static final String INVERSE = "\u001b[7m";
    private static final String PLAIN = "\u001b[m";

    /** The value among the keys that stands for a completed sample. */
    private static final int LOOKED = Keys.END - 1;

    private static final Duration FIRST_DELAY = Duration.ofMillis(500);

    private final PrintStream out;
    private final Supplier<ControlClient> clients;
    private final Duration delay;
    private final BlockingQueue<Integer> events = new LinkedBlockingQueue<>();
    private UseOrder order;
    private volatile Sample last;

    /**
     * Prepares it.
     *
     * @param out the terminal
     * @param clients makes a client of contee for each sample
     * @param delay the time between two looks
     * @throws ConteeException if contee does not answer at the beginning
     */
    TopScreen(PrintStream out, Supplier<ControlClient> clients, Duration delay, UseOrder order) {
        this.out = out;
        this.clients = clients;
        this.delay = delay;
        this.order = order;
        UsageView first = usage();
        this.last = Sample.of(first, first, 1);
    }

    /**
     * One sample of the consoles.
     *
     * @param at when, as of {@link System#nanoTime}
     */
    private record Sample(UsageView usage, long at, List<ConsoleUse> uses, String head) {

        static Sample of(UsageView before, UsageView now, double seconds) {
            List<ConsoleUse> uses = ConsoleUse.between(before, now, seconds);
            return new Sample(now, System.nanoTime(), uses, UseTable.summary(now, uses));
        }

        Sample with(String otherHead) {
            return new Sample(usage, at, uses, otherHead);
        }
    }

    /**
     * Shows it until it is ended by a key.
     *
     * @param input the terminal's keys
     */
    void run(InputStream input) {
        Termios tty = Tty.makeRaw();
        Runnable restore = () -> {
            out.print(END);
            out.flush();
            tty.restore();
        };
        Thread atSignal = DaemonThread.of("contee-restore-terminal", restore);
        Runtime.getRuntime().addShutdownHook(atSignal);
        out.print(BEGIN);
        try {
            DaemonThread.start("contee-keys", () -> readKeys(input));
            DaemonThread.start("contee-looks", this::lookAgain);
            show();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            Runtime.getRuntime().removeShutdownHook(atSignal);
            restore.run();
        }
    }

    private void readKeys(InputStream input) {
        Keys typed = new Keys(input);
        try {
            int key;
            do {
                key = typed.next();
                events.add(key);
            } while (key != Keys.END);
        } catch (IOException e) {
            events.add(Keys.END);
        }
    }

    /** Runs in a separate thread: a daemon that hangs must not prevent the user from quitting. */
    private void lookAgain() {
        // Rates need two looks: the second one comes soon.
        Duration pause = delay.compareTo(FIRST_DELAY) < 0 ? delay : FIRST_DELAY;
        try {
            while (true) {
                TimeUnit.NANOSECONDS.sleep(pause.toNanos());
                Sample before = last;
                try {
                    UsageView now = usage();
                    last = Sample.of(
                            before.usage(), now, Math.max(1, System.nanoTime() - before.at()) / NANOS_PER_SECOND);
                } catch (ConteeException e) {
                    last = before.with(e.getMessage());
                }
                events.add(LOOKED);
                pause = delay;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private UsageView usage() {
        try (ControlClient client = clients.get()) {
            return client.usage();
        }
    }

    private void show() throws InterruptedException {
        while (true) {
            draw();
            int event = events.take();
            if (event == 'q' || event == INTERRUPT || event == Keys.END) {
                return;
            }
            order = Arrays.stream(UseOrder.values())
                    .filter(other -> other.key() == event)
                    .findFirst()
                    .orElse(order);
        }
    }

    private void draw() {
        Termios.Size size = Tty.size().orElse(USUAL_SIZE);
        List<String> lines = new ArrayList<>();
        Sample sample = last;
        lines.add(sample.head());
        lines.addAll(UseTable.lines(sample.uses(), order));
        int fit = Math.min(lines.size(), Math.max(1, size.rows() - 1));
        StringBuilder screen = new StringBuilder(HOME);
        for (int i = 0; i < fit; i++) {
            String line = fitting(lines.get(i), size.columns());
            screen.append(i == 1 ? INVERSE + line + PLAIN : line).append(NEXT_LINE);
        }
        screen.append(fitting(
                        "by " + order.toString().toLowerCase(Locale.ROOT)
                                + ": o out, i in, d dropped, m memory, n name; q ends"
                                + (fit < lines.size() ? "; " + (lines.size() - fit) + " more below" : ""),
                        size.columns()))
                .append(CLEAR_REST);
        out.print(screen);
        out.flush();
    }

    private static String fitting(String line, int columns) {
        return line.length() <= columns ? line : line.substring(0, columns);
    }
}
