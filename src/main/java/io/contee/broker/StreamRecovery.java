package io.contee.broker;

import io.contee.broker.ConsolePage.LogMark;
import io.contee.log.KilledLog;
import io.contee.log.RawTail;
import io.contee.model.ConsoleId;
import io.contee.model.ConteeException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts the logs of a console in order that another process has served, however that ended. The raw log has the stream
 * byte by byte, so its size tells how far that got; the other logs are taken back to where they were before their last
 * call, and get what they lack from it. What no log has is lost, and marked, unless the kernel has it yet.
 */
final class StreamRecovery {

    /** What a process may have read and not written. */
    private static final int ONE_READ = 64 << 10;

    /** What the raw log is asked for at most. */
    private static final int MAX_REFILL = 1 << 20;

    private static final Logger LOG = LoggerFactory.getLogger(StreamRecovery.class);

    private final ConsoleId id;
    private final ConsolePage page;
    private final List<Path> logs;
    private final long rawEnd;

    private StreamRecovery(ConsoleId id, ConsolePage page, List<Path> logs, long rawEnd) {
        this.id = id;
        this.page = page;
        this.logs = logs;
        this.rawEnd = rawEnd;
    }

    /**
     * Takes the logs back. Nothing has them open.
     *
     * @param logs their current files, the raw log's first
     */
    static StreamRecovery of(ConsoleId id, ConsolePage page, List<Path> logs) {
        long rawEnd = page.log(0).position();
        try {
            LogMark mark = page.log(0);
            rawEnd += mark.file() == 0 ? 0 : KilledLog.grownBy(logs.get(0), mark.file(), mark.size());
        } catch (IOException e) {
            LOG.warn("{}: cannot tell how far its raw log got: {}", id, ConteeException.reason(e));
        }
        for (int i = 1; i < logs.size(); i++) {
            LogMark mark = page.log(i);
            try {
                if (mark.file() != 0 && !KilledLog.rollBack(logs.get(i), mark.file(), mark.size())) {
                    LOG.warn("{}: {} may have its last output twice", id, logs.get(i));
                }
            } catch (IOException e) {
                LOG.warn("{}: {} may have its last output twice: {}", id, logs.get(i), ConteeException.reason(e));
            }
        }
        return new StreamRecovery(id, page, logs, rawEnd);
    }

    /** Where the stream goes on: behind all that was read or written. */
    long position() {
        return Math.max(page.taken(), rawEnd);
    }

    /** The last bytes before that which the guest's side may give once more. */
    ByteBuffer repeated() {
        return ByteBuffer.wrap(rawEnd > page.taken() ? lastOfRaw(rawEnd - page.taken()) : new byte[0]);
    }

    /** Gives each log what it lacks, or tells it that it is lost. The logs are open. */
    void complete(List<LogSink> sinks) {
        boolean possiblyMore = page.isReading();
        page.setReading(false);
        for (int i = 0; i < sinks.size(); i++) {
            LogSink sink = sinks.get(i);
            long has = i == 0 ? rawEnd : page.log(i).position();
            sink.startAt(has);
            if (i > 0 && has < rawEnd) {
                byte[] missing = lastOfRaw(rawEnd - Math.max(has, page.verbatimSince()));
                long lost = rawEnd - has - missing.length;
                if (lost > 0) {
                    sink.lose(lost);
                }
                sink.append(ByteBuffer.wrap(missing));
            }
            if (page.taken() > rawEnd) {
                sink.lose(page.taken() - rawEnd);
            }
            if (possiblyMore) {
                sink.losePossibly(ONE_READ);
            }
        }
        if (page.taken() > rawEnd) {
            LOG.warn("{}: {} bytes that contee had read when it was killed are lost", id, page.taken() - rawEnd);
        }
    }

    private byte[] lastOfRaw(long count) {
        try {
            byte[] tail = RawTail.read(logs.get(0), (int) Math.min(MAX_REFILL, Math.max(0, count)));
            return tail.length > count ? Arrays.copyOfRange(tail, tail.length - (int) count, tail.length) : tail;
        } catch (IOException e) {
            LOG.warn("{}: cannot read its raw log: {}", id, ConteeException.reason(e));
            return new byte[0];
        }
    }
}
