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
 * Repairs the logs of a console that another process has served, however that process ended. The raw log has the stream
 * byte by byte, so its size shows how far it was written; the other logs are rolled back to before their last call, and
 * completed from the raw log. What no log has is lost, and marked, unless the kernel still has it.
 */
final class StreamRecovery {

    /** The maximum that is read from the raw log. */
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
     * Rolls the logs back, which nothing has open. Without a raw log they are not changed, as they could not be
     * completed again.
     *
     * @param logs their current files
     */
    static StreamRecovery of(ConsoleId id, ConsolePage page, Map<LogKind, Path> logs) {
        Path raw = logs.get(LogKind.RAW);
        if (raw == null) {
            return new StreamRecovery(id, page, Optional.empty(), page.readUpTo());
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

    /** Returns the position where the stream is resumed: after everything that was read or written. */
    long position() {
        return Math.max(page.readUpTo(), rawEnd);
    }

    /**
     * Returns the position where the stream may lack what the other process had read when it was killed; empty if it
     * lacks nothing.
     */
    OptionalLong possibleHole() {
        return possiblyMore ? OptionalLong.of(position()) : OptionalLong.empty();
    }

    /** Returns the last bytes before {@link #position}, which the guest's side may read again. */
    ByteBuffer repeated() {
        return ByteBuffer.wrap(rawEnd > page.readUpTo() ? lastOfRaw(rawEnd - page.readUpTo()) : new byte[0]);
    }

    /** Appends to each log what it lacks, or marks in it that this is lost. The logs are open. */
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
        if (page.readUpTo() > rawEnd) {
            LOG.warn("{}: {} bytes that contee had read when it was killed are lost", id, page.readUpTo() - rawEnd);
        }
    }

    /** @param has the position up to which the log has the stream */
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
        if (page.readUpTo() > rawEnd) {
            sink.lose(page.readUpTo() - rawEnd);
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
