package io.contee.cli;

import io.contee.http.ControlClient;
import io.contee.http.UsageView;
import io.contee.model.ConteeException;
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
import org.jspecify.annotations.Nullable;

/**
 * A table of the busiest consoles that fills a terminal and is drawn anew again and again, until a key ends it. While
 * contee is away it says so, and goes on when that is back. The terminal is restored at its end, by a signal too.
 */
final class TopScreen {

    private static final int INTERRUPT = 3; // ^C
    private static final Tty.Size USUAL_SIZE = new Tty.Size(24, 80);
    private static final double NANOS_PER_SECOND = 1e9;

    // Of every terminal there is: ECMA-48, and xterm's second screen.
    private static final String BEGIN = "\u001b[?1049h\u001b[?25l";
    private static final String END = "\u001b[?25h\u001b[?1049l";
    private static final String HOME = "\u001b[H";
    private static final String NEXT_LINE = "\u001b[K\r\n";
    private static final String CLEAR_REST = "\u001b[K\u001b[J";
    private static final String INVERSE = "\u001b[7m";
    private static final String PLAIN = "\u001b[m";

    private final PrintStream out;
    private final Supplier<ControlClient> clients;
    private final Duration delay;
    private UseOrder order;
    private @Nullable UsageView before;
    private long beforeAt;
    private List<ConsoleUse> uses = List.of();
    private String head = "";

    /**
     * Prepares it.
     *
     * @param out the terminal
     * @param clients makes a client of contee for each look
     * @param delay the time between two looks
     */
    TopScreen(PrintStream out, Supplier<ControlClient> clients, Duration delay, UseOrder order) {
        this.out = out;
        this.clients = clients;
        this.delay = delay;
        this.order = order;
    }

    /**
     * Shows it until it is ended by a key.
     *
     * @param input the terminal's keys
     * @throws ConteeException if contee does not answer at the beginning
     */
    void run(InputStream input) {
        look();
        Tty tty = Tty.makeRaw();
        Runnable restore = () -> {
            out.print(END);
            out.flush();
            tty.restore();
        };
        Thread atSignal = new Thread(restore, "contee-restore-terminal");
        Runtime.getRuntime().addShutdownHook(atSignal);
        out.print(BEGIN);
        try {
            show(startKeys(input));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            Runtime.getRuntime().removeShutdownHook(atSignal);
            restore.run();
        }
    }

    private static BlockingQueue<Integer> startKeys(InputStream input) {
        BlockingQueue<Integer> keys = new LinkedBlockingQueue<>();
        Thread reader = new Thread(
                () -> {
                    Keys typed = new Keys(input);
                    try {
                        int key;
                        do {
                            key = typed.next();
                            keys.add(key);
                        } while (key != Keys.END);
                    } catch (IOException e) {
                        keys.add(Keys.END);
                    }
                },
                "contee-keys");
        reader.setDaemon(true);
        reader.start();
        return keys;
    }

    private void show(BlockingQueue<Integer> keys) throws InterruptedException {
        // Rates need two looks: the second one comes soon.
        long nextAt = System.nanoTime()
                + Math.min(delay.toNanos(), Duration.ofMillis(500).toNanos());
        while (true) {
            draw();
            Integer key = keys.poll(nextAt - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (key == null) {
                lookAgain();
                nextAt = System.nanoTime() + delay.toNanos();
            } else if (key == 'q' || key == INTERRUPT || key == Keys.END) {
                return;
            } else {
                order = Arrays.stream(UseOrder.values())
                        .filter(other -> other.key() == key)
                        .findFirst()
                        .orElse(order);
            }
        }
    }

    private void lookAgain() {
        try {
            look();
        } catch (ConteeException e) {
            head = e.getMessage();
        }
    }

    private void look() {
        UsageView now;
        try (ControlClient client = clients.get()) {
            now = client.usage();
        }
        long nowAt = System.nanoTime();
        UsageView last = before;
        uses = last == null
                ? ConsoleUse.between(now, now, 1)
                : ConsoleUse.between(last, now, Math.max(1, nowAt - beforeAt) / NANOS_PER_SECOND);
        before = now;
        beforeAt = nowAt;
        head = UseTable.summary(now, uses);
    }

    private void draw() {
        Tty.Size size = Tty.size().orElse(USUAL_SIZE);
        List<String> lines = new ArrayList<>();
        lines.add(head);
        lines.addAll(UseTable.lines(uses, order));
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
