package io.contee.broker;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.contee.testing.LogCapture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class RefusalsTest {

    private static final Logger LOG = LoggerFactory.getLogger(RefusalsTest.class);

    private long now = -1; // the clock may begin anywhere
    private final Refusals refusals = new Refusals(() -> now);

    @Test
    void eachRefusalOfATurnDoublesThePauseAfterItUpToASecond() {
        refusals.begin();
        assertThat(refusals.pause()).isZero();
        assertThat(Stream.generate(() -> {
                            refusals.add(LOG, "refused");
                            return refusals.pause().toMillis();
                        })
                        .limit(9))
                .containsExactly(10L, 20L, 40L, 80L, 160L, 320L, 640L, 1000L, 1000L);
        refusals.begin();
        assertThat(refusals.pause()).isZero();
    }

    @Test
    void oneAMinuteIsToldWithTheCountOfTheOthers() {
        try (LogCapture log = new LogCapture(RefusalsTest.class)) {
            for (int i = 0; i < 1000; i++) {
                refusals.add(LOG, "refused process " + i);
            }
            now += TimeUnit.MINUTES.toNanos(1) - 1;
            refusals.add(LOG, "too early");
            now += 1;
            refusals.add(LOG, "refused once more");
            assertThat(log.texts(Level.WARN))
                    .containsExactly("refused process 0", "refused once more, and 1000 more in the time before");
            now += Duration.ofHours(1).toNanos();
            refusals.add(LOG, "refused later");
            assertThat(log.texts(Level.WARN)).endsWith("refused later");
        }
    }
}
