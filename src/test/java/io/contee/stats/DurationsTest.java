package io.contee.stats;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DurationsTest {

    private final Durations durations = new Durations();

    private void record(double seconds) {
        durations.record(Math.round(seconds * TimeUnit.SECONDS.toNanos(1)));
    }

    @Test
    void aDurationIsInTheFirstBucketWhoseBoundItDoesNotExceed() {
        List<Double> bounds = Durations.bounds();
        assertThat(bounds).isSorted().doesNotHaveDuplicates();
        for (int i = 0; i < bounds.size(); i++) {
            List<Long> before = durations.recorded().counts();
            record(bounds.get(i));
            assertThat(durations.recorded().counts().get(i)).isEqualTo(before.get(i) + 1);
            durations.record(Math.round(bounds.get(i) * TimeUnit.SECONDS.toNanos(1)) + 1);
        }
        assertThat(durations.recorded().counts()).containsExactly(1L, 2L, 2L, 2L, 2L, 2L, 2L, 2L, 2L, 2L, 1L);
    }

    @Test
    void whatIsLongerThanAllBoundsIsCountedToo() {
        record(1e6);
        assertThat(durations.recorded().counts().get(Durations.bounds().size())).isEqualTo(1);
        assertThat(durations.recorded().count()).isEqualTo(1);
    }

    @Test
    void sumsUp() {
        record(0.25);
        record(2);
        assertThat(durations.recorded().seconds()).isEqualTo(2.25);
        assertThat(durations.recorded().count()).isEqualTo(2);
    }

    @Test
    void nothingIsNothing() {
        assertThat(durations.recorded().seconds()).isZero();
        assertThat(durations.recorded().counts())
                .isEqualTo(Collections.nCopies(Durations.bounds().size() + 1, 0L));
    }
}
