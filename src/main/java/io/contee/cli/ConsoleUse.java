package io.contee.cli;

import io.contee.http.UsageView;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * The traffic of a console between two looks at it.
 *
 * @param now the later look
 * @param outPerSecond bytes that the guest has printed each second
 * @param inPerSecond bytes that it has been sent each second
 * @param heldUp the part of the time for which the guest was not read because a disk hung, 0 to 1
 * @param residentBytes how much memory the guest's QEMU has, if that is known
 */
record ConsoleUse(
        UsageView.Console now, double outPerSecond, double inPerSecond, double heldUp, OptionalLong residentBytes) {

    /**
     * Compares two looks.
     *
     * @param seconds the time between them, above 0
     */
    static List<ConsoleUse> between(UsageView before, UsageView after, double seconds) {
        Map<String, UsageView.Console> known =
                before.consoles().stream().collect(Collectors.toMap(ConsoleUse::key, console -> console, (a, b) -> b));
        return after.consoles().stream()
                .map(now -> of(Optional.ofNullable(known.get(key(now))), now, seconds, after))
                .toList();
    }

    private static String key(UsageView.Console console) {
        return console.domain() + "/" + console.console();
    }

    private static ConsoleUse of(
            Optional<UsageView.Console> before, UsageView.Console now, double seconds, UsageView usage) {
        // One that was opened anew counts from 0 again.
        Optional<UsageView.Console> same = before.filter(former -> former.bytesOut() <= now.bytesOut()
                && former.bytesIn() <= now.bytesIn()
                && former.backPressureSeconds() <= now.backPressureSeconds());
        long out = now.bytesOut() - same.map(UsageView.Console::bytesOut).orElse(0L);
        long in = now.bytesIn() - same.map(UsageView.Console::bytesIn).orElse(0L);
        double held = now.backPressureSeconds()
                - same.map(UsageView.Console::backPressureSeconds).orElse(0.0);
        Long resident = usage.residentBytes().get(now.domain());
        return new ConsoleUse(
                now,
                out / seconds,
                in / seconds,
                Math.min(1, held / seconds),
                resident == null ? OptionalLong.empty() : OptionalLong.of(resident));
    }

    /** Bytes that a log or a client lacks. */
    long dropped() {
        return now.bytesLost() + now.bytesSkipped();
    }
}
