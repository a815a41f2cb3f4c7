package io.contee.stats;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StopwatchTest {

    private long seconds = -1000; // of nanoTime any value may come
    private final Stopwatch watch = new Stopwatch(() -> TimeUnit.SECONDS.toNanos(seconds));

    @Test
    void addsUpTheTimesThatItLasted() {
        seconds += 5;
        assertThat(watch.seconds()).isZero();
        watch.begin();
        seconds += 2;
        watch.end();
        seconds += 100;
        watch.begin();
        seconds += 3;
        watch.end();
        assertThat(watch.seconds()).isEqualTo(5);
        assertThat(watch.presentSeconds()).isZero();
    }

    @Test
    void countsThePresentTimeWhileItLasts() {
        watch.begin();
        seconds += 2;
        watch.end();
        seconds += 1;
        watch.begin();
        seconds += 7;
        assertThat(watch.seconds()).isEqualTo(9);
        assertThat(watch.presentSeconds()).isEqualTo(7);
    }

    @Test
    void neverGoesBackAndBeginsAndEndsOnce() {
        Random random = new Random(5);
        double expected = 0;
        boolean lasts = false;
        for (int i = 0; i < 10_000; i++) {
            int step = random.nextInt(3);
            seconds += step;
            expected += lasts ? step : 0;
            assertThat(watch.seconds()).isEqualTo(expected);
            if (random.nextBoolean()) {
                watch.begin();
                lasts = true;
            } else {
                watch.end();
                lasts = false;
            }
            assertThat(watch.seconds()).isEqualTo(expected);
        }
    }
}
