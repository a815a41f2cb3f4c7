package io.contee.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.contee.testing.Await;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DomainLocksTest {

    private final DomainLocks locks = new DomainLocks();

    @Test
    void callsAboutOneDomainWaitForEachOther() throws InterruptedException {
        UUID domain = new UUID(0, 1);
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger together = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(8);
        IntStream.range(0, 8)
                .mapToObj(i -> new Thread(() -> {
                    for (int n = 0; n < 2000; n++) {
                        locks.run(domain, () -> {
                            if (inside.getAndIncrement() > 0) {
                                together.incrementAndGet();
                            }
                            inside.getAndDecrement();
                        });
                    }
                    done.countDown();
                }))
                .forEach(Thread::start);
        assertThat(done.await(Await.LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(together.get()).isZero();
    }

    @Test
    void callsAboutOtherDomainsDoNotWait() {
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch finish = new CountDownLatch(1);
        new Thread(() -> locks.run(new UUID(0, 1), () -> {
                    held.countDown();
                    Await.until("the other has run", () -> finish.getCount() == 0);
                }))
                .start();
        Await.until("the lock is held", () -> held.getCount() == 0);
        locks.run(new UUID(0, 2), finish::countDown);
        assertThat(finish.getCount()).isZero();
    }

    @Test
    void aFailureLetsGo() {
        UUID domain = new UUID(0, 1);
        assertThatThrownBy(() -> locks.run(domain, () -> {
                    throw new IllegalStateException("a fault");
                }))
                .hasMessage("a fault");
        AtomicInteger ran = new AtomicInteger();
        locks.run(domain, ran::incrementAndGet);
        assertThat(ran.get()).isEqualTo(1);
    }
}
