package io.contee.broker;

import io.contee.broker.ConsolePage.LogMark;
import io.contee.log.write.KilledLog;
import io.contee.log.write.RawTail;
import io.contee.model.ConsoleId;
import io.contee.model.ConteeException;
import io.contee.model.LogKind;
import io.contee.net.EventLoop;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts the logs of a console in order that another process has served, however that ended. The raw log has the stream
 * byte by byte, so its size tells how far that got; the other logs are taken back to where they were before their last
 * call, and get what they lack from it. What no log has is lost, and marked, unless the kernel has it yet.
 */
final class StreamRecovery {

    /** What the raw log is asked for at most. */
    private static final int MAX_REFILL = 1 << 20;

    private static final Logger LOG = LoggerFactory.getLogger(StreamRecovery.class);

    private final ConsoleId id;
    private final ConsolePage page;
    private final Optional<Path> rawLog;
    private final long rawEnd;
    private final boolean possiblyMore;

    private StreamRecovery(ConsoleId id, ConsolePage page, Optional<Path> rawLog, long rawEnd) {
        this.id = id;
        this.page = page;
        this.rawLog = rawLog;
        this.rawEnd = rawEnd;
        this.possiblyMore = page.isReading();
    }

    /**
     * Takes the logs back. Nothing has them open. Without a raw log they are left as they are, since nothing could
     * complete them again.
     *
     * @param logs their current files
     */
    static StreamRecovery of(ConsoleId id, ConsolePage page, Map<LogKind, Path> logs) {
        Path raw = logs.get(LogKind.RAW);
        if (raw == null) {
            return new StreamRecovery(id, page, Optional.empty(), page.taken());
        }
        LogMark rawMark = page.log(LogKind.RAW);
        long rawEnd = rawMark.position();
        try {
            rawEnd += rawMark.file() == 0 ? 0 : KilledLog.grownBy(raw, rawMark.file(), rawMark.size());
        } catch (IOException e) {
            LOG.warn("{}: cannot find out how far its raw log got: {}", id, ConteeException.reason(e));
        }
        logs.forEach((kind, path) -> {
            if (kind != LogKind.RAW) {
                rollBack(id, path, page.log(kind));
            }
        });
        return new StreamRecovery(id, page, Optional.of(raw), rawEnd);
    }

    private static void rollBack(ConsoleId id, Path log, LogMark mark) {
        try {
            if (mark.file() != 0 && !KilledLog.rollBack(log, mark.file(), mark.size())) {
                LOG.warn("{}: {} may have its last output twice", id, log);
            }
        } catch (IOException e) {
            LOG.warn("{}: {} may have its last output twice: {}", id, log, ConteeException.reason(e));
        }
    }

    /** Where the stream goes on: behind all that was read or written. */
    long position() {
        return Math.max(page.taken(), rawEnd);
    }

    /** Where the stream may lack what was read of it when the other process was killed; empty if that is not so. */
    OptionalLong possibleHole() {
        return possiblyMore ? OptionalLong.of(position()) : OptionalLong.empty();
    }

    /** The last bytes before that which the guest's side may give once more. */
    ByteBuffer repeated() {
        return ByteBuffer.wrap(rawEnd > page.taken() ? lastOfRaw(rawEnd - page.taken()) : new byte[0]);
    }

    /** Gives each log what it lacks, or notes in it that it is lost. The logs are open. */
    void complete(List<OpenLog> logs) {
        page.setReading(false);
        for (OpenLog log : logs) {
            complete(
                    log.sink(),
                    log.kind() == LogKind.RAW ? rawEnd : page.log(log.kind()).position());
            if (possiblyMore) {
                log.sink().losePossibly(EventLoop.SCRATCH_BYTES);
            }
        }
        if (page.taken() > rawEnd) {
            LOG.warn("{}: {} bytes that contee had read when it was killed are lost", id, page.taken() - rawEnd);
        }
    }

    /** @param has how far the log has the stream */
    private void complete(LogSink sink, long has) {
        if (rawLog.isEmpty()) {
            sink.startAt(position());
            if (has < position()) {
                sink.losePossibly(position() - has);
            }
            return;
        }
        sink.startAt(has);
        if (has < rawEnd) {
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
    }

    private byte[] lastOfRaw(long count) {
        if (rawLog.isEmpty()) {
            return new byte[0];
        }
        try {
            byte[] tail = RawTail.read(rawLog.get(), (int) Math.min(MAX_REFILL, Math.max(0, count)));
            return tail.length > count ? Arrays.copyOfRange(tail, tail.length - (int) count, tail.length) : tail;
        } catch (IOException e) {
            LOG.warn("{}: cannot read its raw log: {}", id, ConteeException.reason(e));
            return new byte[0];
        }
    }
}
