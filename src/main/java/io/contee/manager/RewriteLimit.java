package io.contee.manager;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** Prevents an endless conflict with a program that repeatedly undoes the rewrite of a domain. One thread uses it. */
final class RewriteLimit {

    /** The highest number of rewrites of a domain's definition within {@link #WINDOW}. */
    static final int MOST = 5;

    static final Duration WINDOW = Duration.ofMinutes(10);

    private final InstantSource clock;
    private final Map<UUID, Deque<Long>> rewrites = new HashMap<>();

    RewriteLimit(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * Asks for one more rewrite of a domain's definition. After a refusal all are refused until {@link #forget}.
     *
     * @return whether it is granted
     */
    boolean grants(UUID domain) {
        Deque<Long> times = rewrites.computeIfAbsent(domain, any -> new ArrayDeque<>());
        if (times.size() > MOST) {
            return false;
        }
        long now = clock.millis();
        times.removeIf(time -> now - time >= WINDOW.toMillis());
        times.add(now);
        return times.size() <= MOST;
    }

    /** Resets the count. */
    void forget(UUID domain) {
        rewrites.remove(domain);
    }
}
