package io.contee.broker;

import io.contee.log.format.Notice;
import io.contee.log.read.TerminalQueries;
import io.contee.log.write.RawTail;
import io.contee.model.ConsoleId;
import io.contee.model.ConteeException;
import io.contee.model.Replay;
import io.contee.net.EventLoop;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The output that a client is shown first: the end of the console's raw log. An idle console thus needs no memory for
 * it, no output is copied for it, and it is available after a restart of contee. It is read as blocking work of the
 * console, when all previous output is in the log, and live output therefore follows without gap or overlap. The
 * scrollback is for people: queries that their terminals would answer are removed from it.
 */
final class Scrollback {

    /** The maximum of replays to which the configured limit does not apply. */
    private static final int MAX_BYTES = 1 << 20;

    private static final Logger LOG = LoggerFactory.getLogger(Scrollback.class);

    private final ConsoleId id;
    private final Optional<Source> source;
    private final int limit;
    private final boolean ofThisRunOnly;
    private final OptionalLong possibleHole;

    /**
     * The log from which it is read.
     *
     * @param rawLog the raw log's current file
     * @param sink writes it
     */
    record Source(Path rawLog, LogSink sink) {}

    /**
     * Makes the scrollback of a console.
     *
     * @param source the raw log, if there is one
     * @param limit the default number of bytes that a client is shown
     * @param ofThisRunOnly whether the guest's run began with this console, in which case earlier text in the log is
     *     another run's
     * @param possibleHole a position at which the stream may lack what an earlier process had read when it was killed
     */
    Scrollback(ConsoleId id, Optional<Source> source, int limit, boolean ofThisRunOnly, OptionalLong possibleHole) {
        this.possibleHole = possibleHole;
        this.id = id;
        this.source = source;
        this.limit = limit;
        this.ofThisRunOnly = ofThisRunOnly;
    }

    /**
     * Reads a replay.
     *
     * @param page the progress of the console's session
     * @param printed the number of bytes that the guest has printed in it
     */
    byte[] read(Replay replay, ConsolePage page, long printed) {
        long ofRun = ofThisRunOnly ? printed : Long.MAX_VALUE;
        if (source.isEmpty() && replay.kind() == Replay.Kind.LINES) {
            return notice("what was printed before cannot be shown: no raw log is kept");
        }
        try {
            return switch (replay.kind()) {
                case NONE -> new byte[0];
                case SCROLLBACK -> new TerminalQueries().remove(whole(Math.min(limit, ofRun), printed));
                case LINES -> RawTail.lastLines(tail(Math.min(MAX_BYTES, ofRun)), replay.lines());
                case MISSED -> missed(replay, page, printed);
            };
        } catch (IOException e) {
            LOG.warn("{}: cannot read the raw log for a client: {}", id, ConteeException.reason(e));
            return notice("what was printed before cannot be shown");
        }
    }

    private byte[] missed(Replay replay, ConsolePage page, long printed) throws IOException {
        String session = page.session().toString();
        if (!replay.isOf(session)) {
            return replay.session().equals(session) ? new byte[0] : ofOtherSession(replay, printed);
        }
        long first = Math.max(replay.position(), Math.max(page.verbatimSince(), printed - MAX_BYTES));
        byte[] tail = source.isEmpty()
                ? new byte[0]
                : RawTail.read(source.get().rawLog(), (int)
                        Math.max(0, printed - source.get().sink().gap() - first));
        ByteArrayOutputStream marked = new ByteArrayOutputStream();
        long lacking = printed - replay.position() - tail.length;
        if (lacking > 0) {
            marked.writeBytes(notice(lacking + " bytes cannot be shown any more"));
        }
        if (possibleHole.isEmpty() || replay.position() > possibleHole.getAsLong()) {
            marked.writeBytes(tail);
            return marked.toByteArray();
        }
        int before = (int) Math.min(tail.length, Math.max(0, possibleHole.getAsLong() - first));
        marked.write(tail, 0, before);
        marked.writeBytes(notice("up to " + EventLoop.SCRATCH_BYTES + " bytes may be lost here"));
        marked.write(tail, before, tail.length - before);
        return marked.toByteArray();
    }

    /**
     * Returns the output for a client that returns to a console which has a new session since. Output between the
     * sessions cannot be shown.
     */
    private byte[] ofOtherSession(Replay replay, long printed) throws IOException {
        byte[] tail = tail(Math.min(MAX_BYTES, printed));
        if (ofThisRunOnly || replay.session().isEmpty()) {
            return tail;
        }
        ByteArrayOutputStream marked = new ByteArrayOutputStream();
        marked.writeBytes(notice("an unknown number of bytes may be lost here"));
        marked.writeBytes(tail);
        return marked.toByteArray();
    }

    private byte[] whole(long count, long printed) throws IOException {
        byte[] tail = tail(count);
        return tail.length < limit || tail.length == printed ? tail : RawTail.wholeLines(tail);
    }

    private byte[] tail(long count) throws IOException {
        if (source.isEmpty()) {
            return new byte[0];
        }
        byte[] tail = RawTail.read(source.get().rawLog(), (int) count);
        long gap = source.get().sink().gap();
        if (gap == 0) {
            return tail;
        }
        ByteArrayOutputStream marked = new ByteArrayOutputStream();
        marked.writeBytes(tail);
        marked.writeBytes(notice(gap + " bytes are missing here, as the raw log cannot be written"));
        return marked.toByteArray();
    }

    private static byte[] notice(String text) {
        return new Notice(text).inStream();
    }
}
