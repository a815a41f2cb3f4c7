package io.contee.cli;

import io.contee.http.UsageView;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Shows what consoles use. */
final class UseTable {

    private static final String[] UNITS = {"", "K", "M", "G", "T", "P"};
    private static final int STEP = 1024;
    private static final int PERCENT = 100;

    private UseTable() {}

    /** A line about all of them. */
    static String summary(UsageView usage, List<ConsoleUse> uses) {
        long connected = uses.stream().filter(use -> use.now().connected()).count();
        long clients = uses.stream().mapToLong(use -> use.now().clients()).sum();
        double out = uses.stream().mapToDouble(ConsoleUse::outPerSecond).sum();
        long memory = usage.residentBytes().values().stream()
                .mapToLong(Long::longValue)
                .sum();
        return "contee " + usage.version() + ": " + uses.size() + " consoles, " + connected + " guests connected, "
                + clients + " clients, " + amount(out) + "/s; guests' memory " + amount(memory) + "; libvirt "
                + (usage.libvirtConnected() ? "connected" : "away");
    }

    /** A table of consoles, its head first. */
    static List<String> lines(List<ConsoleUse> uses, UseOrder order) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of(
                "DOMAIN", "CONSOLE", "GUEST", "CLIENTS", "OUT/S", "IN/S", "OUT", "IN", "LOST", "SKIPPED", "HELD",
                "LOGS", "MEMORY"));
        uses.stream().sorted(order.comparator()).forEach(use -> rows.add(row(use)));
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text);
        TextTable.print(out, rows);
        out.flush();
        return text.toString().lines().toList();
    }

    private static List<String> row(ConsoleUse use) {
        UsageView.Console now = use.now();
        return List.of(
                now.domain(),
                now.console(),
                now.connected() ? "connected" : "waiting",
                Long.toString(now.clients()),
                amount(use.outPerSecond()),
                amount(use.inPerSecond()),
                amount(now.bytesOut()),
                amount(now.bytesIn()),
                amount(now.bytesLost()),
                amount(now.bytesSkipped()),
                Math.round(use.heldUp() * PERCENT) + "%",
                amount(now.logBytes()) + "/" + amount(now.logLimit()),
                use.residentBytes().isPresent() ? amount(use.residentBytes().getAsLong()) : "-");
    }

    private static String amount(long bytes) {
        return amount((double) bytes);
    }

    /** Bytes in at most five characters, in steps of 1024. */
    static String amount(double bytes) {
        double rest = bytes;
        int unit = 0;
        while (rest >= STEP - 0.5 && unit < UNITS.length - 1) {
            rest /= STEP;
            unit++;
        }
        boolean fraction = unit > 0 && rest < 9.95;
        return String.format(Locale.ROOT, fraction ? "%.1f" : "%.0f", rest) + UNITS[unit];
    }
}
