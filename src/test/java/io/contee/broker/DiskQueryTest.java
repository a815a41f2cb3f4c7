package io.contee.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.contee.testing.Await;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class DiskQueryTest {

    private final CountDownLatch disk = new CountDownLatch(1);
    private final AtomicInteger asked = new AtomicInteger();

    private String wait(String answer) {
        asked.incrementAndGet();
        Await.until("the disk answers", () -> disk.getCount() == 0);
        return answer;
    }

    @Test
    void givesTheAnswer() {
        DiskQuery<String> query = new DiskQuery<>(Await.LIMIT);
        assertThat(query.ask(() -> "one")).hasValue("one");
        assertThat(query.ask(() -> "two")).hasValue("two");
    }

    @Test
    void waitsForADiskThatHangsNoLongerThanItsLimitAndWithOneThreadAlone() {
        DiskQuery<String> query = new DiskQuery<>(Duration.ofMillis(1));
        for (int i = 0; i < 20; i++) {
            assertThat(query.ask(() -> wait("late"))).isEmpty();
        }
        assertThat(asked.get()).isLessThanOrEqualTo(1);
        disk.countDown();
        Await.until("another is asked", () -> query.ask(() -> "again").equals(Optional.of("again")));
    }

    @Test
    void aQuestionThatFailsHasNoAnswer() {
        DiskQuery<String> query = new DiskQuery<>(Await.LIMIT);
        assertThat(query.ask(() -> {
                    throw new IllegalStateException("a fault");
                }))
                .isEmpty();
        assertThat(query.ask(() -> "again")).hasValue("again");
    }
}
