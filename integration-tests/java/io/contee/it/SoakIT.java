package io.contee.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.contee.testing.Soak;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** {@code CONTEE_SOAK_MINUTES} makes it longer. */
class SoakIT {

    private static final int GUESTS = 200;

    @Test
    void everyLineIsAccountedForWhileConteeIsRestartedAndKilled() {
        Duration time = Duration.ofMinutes(
                Long.parseLong(Objects.requireNonNullElse(System.getenv("CONTEE_SOAK_MINUTES"), "1")));
        try (Soak soak = new Soak(GUESTS)) {
            soak.run(time);
            System.err.println(soak.report());
            assertThat(soak.restarts()).isPositive();
            assertThat(soak.kills()).isPositive();
            soak.assertNothingLost();
            soak.assertNothingLeaked();
        }
    }
}
