package io.contee.log.write;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that a test sets. */
public final class FakeClock implements InstantSource {

    public static final Instant START = Instant.parse("2026-11-21T02:03:04.123456789Z");

    private volatile Instant now = START;

    @Override
    public Instant instant() {
        return now;
    }

    public void advance(Duration by) {
        now = now.plus(by);
    }
}
