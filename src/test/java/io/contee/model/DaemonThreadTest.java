package io.contee.model;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class DaemonThreadTest {

    private final Logger logger = (Logger) LoggerFactory.getLogger(DaemonThread.class);
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();

    @BeforeEach
    void record() {
        logger.setAdditive(false);
        logger.addAppender(logged);
        logged.start();
    }

    @AfterEach
    void stopRecording() {
        logger.detachAppender(logged);
        logger.setAdditive(true);
    }

    @Test
    void aThreadKeepsNoProcessFromExiting() {
        assertThat(DaemonThread.of("contee-test", () -> {}))
                .returns(true, Thread::isDaemon)
                .returns("contee-test", Thread::getName);
    }

    @Test
    void aFailureIsOneEntryInTheLog() throws InterruptedException {
        Thread thread = DaemonThread.start("contee-test", () -> {
            throw new IllegalStateException("no such state");
        });
        thread.join();

        assertThat(logged.list).singleElement().satisfies(entry -> {
            assertThat(entry.getLevel()).isEqualTo(Level.ERROR);
            assertThat(entry.getFormattedMessage())
                    .isEqualTo("internal error in the thread contee-test; please report this");
            assertThat(entry.getThrowableProxy().getMessage()).isEqualTo("no such state");
        });
    }

    @Test
    void anExecutorGoesOnAfterATaskThatFails() throws InterruptedException {
        var executor = DaemonThread.executor("contee-test");
        CountDownLatch done = new CountDownLatch(1);
        AtomicReference<Thread> failing = new AtomicReference<>();
        executor.execute(() -> {
            failing.set(Thread.currentThread());
            throw new IllegalStateException("no such state");
        });
        executor.execute(done::countDown);

        assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
        Objects.requireNonNull(failing.get()).join(); // it has then logged its failure, which no later test may see
        executor.shutdown();
    }

    @Test
    void aSchedulerDropsWhatIsStillDelayed() throws InterruptedException {
        var scheduler = DaemonThread.scheduler("contee-test");
        var delayed = scheduler.schedule(() -> {}, 1, TimeUnit.HOURS);

        scheduler.shutdown();

        assertThat(scheduler.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        assertThat(delayed.isCancelled()).isTrue();
    }
}
