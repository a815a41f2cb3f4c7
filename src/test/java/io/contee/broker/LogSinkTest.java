package io.contee.broker;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.contee.model.ConsoleId;
import io.contee.model.ConteeException;
import io.contee.model.DomainId;
import io.contee.model.DomainJournal;
import io.contee.testing.LogCapture;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LogSinkTest {

    private static final ConsoleJournal JOURNAL =
            new ConsoleJournal(DomainJournal.NONE, new ConsoleId(new DomainId(new UUID(0, 1), "web"), "serial0"));

    private final FakeLog log = new FakeLog();
    private final LogCapture messages = new LogCapture(LogSink.class);
    private long seconds;
    private String openFault = "";
    private int opened;

    private LogSink sink() {
        Supplier<io.contee.log.write.ConsoleLog> opener = () -> {
            opened++;
            if (!openFault.isEmpty()) {
                throw new ConteeException(openFault);
            }
            return log;
        };
        return new LogSink(
                "the log",
                opener,
                () -> Instant.ofEpochSecond(seconds),
                JOURNAL,
                () -> TimeUnit.SECONDS.toNanos(seconds));
    }

    @AfterEach
    void stopCapture() {
        messages.close();
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static void append(LogSink sink, String text) {
        sink.append(bytes(text));
    }

    @Test
    void writesWhatItIsGiven() {
        LogSink sink = sink();
        append(sink, "a");
        append(sink, "b");
        sink.close(false);
        assertThat(log.text()).isEqualTo("ab<close>");
        assertThat(sink.lost()).isZero();
        assertThat(messages.texts(Level.WARN)).isEmpty();
    }

    @Test
    void reportsAFailureOnceWithItsCause() {
        LogSink sink = sink();
        log.failWith("No space left on device", 0);
        for (int i = 0; i < 100; i++) {
            append(sink, "x");
            seconds++;
        }
        assertThat(messages.texts(Level.WARN))
                .containsExactly("cannot write the log: No space left on device; its console goes on, and writing is"
                        + " tried again");
        log.recover();
        seconds += 30;
        append(sink, "y");
        log.failWith("No space left on device", 0);
        append(sink, "z");
        assertThat(messages.texts(Level.WARN)).hasSize(2);
    }

    @Test
    void countsFailuresAndWhatTheyCost() {
        LogSink sink = sink();
        assertThat(sink.fault()).isEmpty();
        log.failWith("No space left on device", 2);
        append(sink, "abcd");
        append(sink, "not tried");
        assertThat(sink.fault()).hasValue("No space left on device");
        assertThat(sink.errors()).isEqualTo(1);
        assertThat(sink.gaps()).isEqualTo(1);
        assertThat(sink.failedBytes()).isEqualTo(2 + 9);
        log.recover();
        seconds = 1;
        append(sink, "e");
        assertThat(sink.fault()).isEmpty();
        sink.lose(5);
        assertThat(sink.gaps()).isEqualTo(2);
        assertThat(sink.failedBytes()).isEqualTo(11);
        assertThat(sink.lost()).isEqualTo(16);
        assertThat(sink.errors()).isEqualTo(1);
    }

    @Test
    void triesAgainAfterOneSecondThenTwiceAsLongUpToThirty() {
        LogSink sink = sink();
        log.failWith("full", 0);
        StringBuilder triedAt = new StringBuilder();
        int before = 0;
        for (; seconds <= 125; seconds++) {
            append(sink, "x");
            if (log.failures() > before) {
                triedAt.append(seconds).append(' ');
                before = log.failures();
            }
        }
        assertThat(triedAt).hasToString("0 1 3 7 15 31 61 91 121 ");
    }

    @Test
    void marksTheGapBeforeWhatFollowsIt() {
        LogSink sink = sink();
        append(sink, "before ");
        seconds = 100;
        log.failWith("full", 0);
        append(sink, "12345");
        append(sink, "67");
        log.recover();
        append(sink, "8"); // too soon for another try
        seconds = 101;
        append(sink, "after");
        assertThat(log.text()).isEqualTo("before <gap 8 since 100>after");
        assertThat(sink.lost()).isEqualTo(8);
        assertThat(messages.texts(Level.INFO)).containsExactly("the log is written again; it lacks 8 bytes");
    }

    @Test
    void countsOnlyWhatTheLogDidNotTake() {
        LogSink sink = sink();
        log.failWith("full", 3);
        append(sink, "12345");
        log.recover();
        seconds = 1;
        append(sink, "after");
        assertThat(log.text()).isEqualTo("123<gap 2 since 0>after");
        assertThat(sink.lost()).isEqualTo(2);
    }

    /** What a log took before it failed may still be with it: see {@link io.contee.log.write.ConsoleLog}. */
    @Test
    void keepsALogThatFailedSoThatNothingItTookIsLost() {
        LogSink sink = sink();
        log.failWith("full", 5);
        append(sink, "12345");
        assertThat(sink.lost()).isZero();
        log.recover();
        seconds = 1;
        append(sink, "6");
        assertThat(log.text()).isEqualTo("123456");
        assertThat(log.closes()).isZero();
        assertThat(opened).isEqualTo(1);
    }

    @Test
    void aGapThatCannotBeMarkedIsMarkedLater() {
        LogSink sink = sink();
        log.failWith("full", 0);
        append(sink, "12");
        seconds = 1;
        append(sink, "34");
        log.recover();
        seconds = 3;
        append(sink, "after");
        assertThat(log.text()).isEqualTo("<gap 4 since 0>after");
    }

    @Test
    void aLogThatCannotBeOpenedIsOpenedLater() {
        openFault = "cannot open it";
        LogSink sink = sink();
        append(sink, "12");
        assertThat(sink.lost()).isEqualTo(2);
        openFault = "";
        append(sink, "3");
        assertThat(opened).isEqualTo(1);
        seconds = 1;
        append(sink, "after");
        assertThat(opened).isEqualTo(2);
        assertThat(log.text()).isEqualTo("<gap 3 since 0>after");
        assertThat(messages.texts(Level.WARN)).hasSize(1);
    }

    @Test
    void outputThatNeverReachedItIsMarkedToo() {
        LogSink sink = sink();
        append(sink, "a");
        sink.lose(5);
        sink.lose(6);
        append(sink, "b");
        assertThat(log.text()).isEqualTo("a<gap 11 since 0>b");
        assertThat(sink.lost()).isEqualTo(11);
    }

    @Test
    void closingMarksTheLastGap() {
        LogSink sink = sink();
        sink.lose(5);
        sink.close(false);
        assertThat(log.text()).isEqualTo("<gap 5 since 0><close>");
    }

    @Test
    void closingTriesAgainWhateverTheTime() {
        openFault = "cannot open it";
        LogSink sink = sink();
        append(sink, "12");
        openFault = "";
        sink.close(false);
        assertThat(log.text()).isEqualTo("<gap 2 since 0><close>");
    }

    @Test
    void aLogWhoseGapCannotBeMarkedIsClosedAllTheSame() {
        LogSink sink = sink();
        sink.lose(5);
        log.failWith("full", 0);
        sink.close(false);
        assertThat(log.closes()).isEqualTo(1);
        assertThat(messages.texts(Level.WARN)).singleElement().asString().startsWith("cannot complete the log: full");
    }

    @Test
    void anythingThatALogThrowsIsAFailureOfThatLog() {
        LogSink sink = new LogSink(
                "the log",
                () -> {
                    throw new IllegalStateException("a bug");
                },
                () -> Instant.EPOCH,
                JOURNAL,
                () -> 0);
        append(sink, "123");
        assertThat(sink.lost()).isEqualTo(3);
        assertThat(messages.texts(Level.WARN)).singleElement().asString().contains("a bug");
        sink.close(false);
    }

    @Test
    void aPartialLineIsFlushed() {
        LogSink sink = sink();
        assertThat(sink.hasPartial()).isFalse();
        log.holdPartial();
        assertThat(sink.hasPartial()).isTrue();
        sink.flushPartial();
        assertThat(log.text()).isEqualTo("<flush>");
        assertThat(sink.hasPartial()).isFalse();
    }

    @Test
    void aPartialLineThatCannotBeWrittenIsTriedAgainWhenItIsTime() {
        LogSink sink = sink();
        log.holdPartial();
        log.failWith("full", 0);
        sink.flushPartial();
        sink.flushPartial();
        sink.flushPartial();
        assertThat(log.failures()).isEqualTo(1);
        assertThat(sink.hasPartial()).isTrue();
        log.recover();
        sink.flushPartial();
        assertThat(log.text()).isEmpty();
        seconds = 1;
        sink.flushPartial();
        assertThat(log.text()).isEqualTo("<flush>");
    }

    @Test
    void aLogThatHasFailedIsTriedAgainThoughItsGuestIsSilent() {
        LogSink sink = sink();
        log.failWith("full", 0);
        append(sink, "lost");
        assertThat(sink.hasPartial()).isTrue();
        log.recover();
        sink.flushPartial();
        assertThat(log.text()).isEmpty();
        seconds = 1;
        sink.flushPartial();
        assertThat(log.text()).isEqualTo("<gap 4 since 0><flush>");
        assertThat(sink.fault()).as("a full disk may have room for a mark").hasValue("full");
        seconds = 31;
        sink.flushPartial();
        assertThat(sink.fault()).isEmpty();
        assertThat(sink.hasPartial()).isFalse();
    }

    /** A full disk has room for a mark now and then, as other files on it come and go. */
    @Test
    void aMarkAloneIsNotASignThatTheDiskHasRoomAgain() {
        LogSink sink = sink();
        log.failWith("full", 0);
        log.takeMarks();
        StringBuilder triedAt = new StringBuilder();
        int before = 0;
        for (; seconds <= 62; seconds++) {
            append(sink, "x");
            sink.flushPartial();
            assertThat(sink.fault()).isPresent();
            if (log.failures() > before) {
                triedAt.append(seconds).append(' ');
                before = log.failures();
            }
        }
        assertThat(triedAt).hasToString("0 1 3 7 15 31 61 ");
        assertThat(messages.texts(Level.WARN)).hasSize(1);
        assertThat(messages.texts(Level.INFO)).isEmpty();
        log.recover();
        seconds = 91;
        append(sink, "y");
        assertThat(sink.fault()).isEmpty();
        assertThat(messages.texts(Level.INFO)).containsExactly("the log is written again; it lacks 63 bytes");
    }

    @Test
    void outputThatMayBeMissingIsMarkedOnceAndCountedAsAGap() {
        LogSink sink = sink();
        append(sink, "a");
        sink.loseUnknown();
        sink.loseUnknown();
        assertThat(sink.hasPartial())
                .as("to be marked though its guest is silent")
                .isTrue();
        append(sink, "b");
        assertThat(log.text()).isEqualTo("a<unknown gap>b");
        assertThat(sink.gaps()).isEqualTo(1);
        assertThat(sink.lost()).isZero();
    }

    @Test
    void aLogThatCouldNotBeOpenedIsTriedAgainThoughItsGuestIsSilent() {
        openFault = "no directory";
        LogSink sink = sink();
        assertThat(sink.fault()).hasValue("no directory");
        assertThat(sink.hasPartial()).isTrue();
        openFault = "";
        seconds = 1;
        sink.flushPartial();
        assertThat(opened).isEqualTo(2);
        seconds = 31;
        sink.flushPartial();
        assertThat(sink.fault()).isEmpty();
    }
}
