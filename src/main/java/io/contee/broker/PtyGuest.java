package io.contee.broker;

import io.contee.model.ConsoleId;
import io.contee.net.ByteQueue;
import io.contee.net.EventLoop;
import io.contee.net.IoBuffer;
import io.contee.virtlog.VirtlogdFollower;
import io.contee.virtlog.VirtlogdListener;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A guest on a pty: its output is read from the log that virtlogd writes, and its input is written to the pty. The
 * session's loop calls it.
 */
final class PtyGuest implements GuestSide, VirtlogdListener {

    private static final Logger LOG = LoggerFactory.getLogger(PtyGuest.class);

    private final ConsoleId id;
    private final EventLoop loop;
    private final VirtlogdFollower log;
    private final ConsolePage page;

    /** The number of bytes that will be read again although the logs have them. */
    private int repeated;

    private final ConsoleJournal journal;
    private @Nullable ConsoleSession session;
    private @Nullable PtyInput input;
    private volatile Optional<String> fault = Optional.empty();

    /** @param log makes the follower that reports to this guest */
    PtyGuest(
            ConsoleId id,
            EventLoop loop,
            StreamOrigin stream,
            ConsoleJournal journal,
            Function<VirtlogdListener, VirtlogdFollower> log) {
        this.page = stream.page();
        this.journal = journal;
        this.repeated = stream.repeated().remaining();
        this.id = id;
        this.loop = loop;
        this.log = log.apply(this);
    }

    @Override
    public void start(ConsoleSession started) {
        loop.requireOwner();
        session = started;
        log.start();
    }

    private ConsoleSession session() {
        ConsoleSession started = session;
        if (started == null) {
            throw new IllegalStateException(id + " was not started");
        }
        return started;
    }

    @Override
    public void locate(GuestPlace place) {
        loop.requireOwner();
        if (place instanceof GuestPlace.Pty known && known.pty().isPresent()) {
            Path pty = known.pty().get();
            boolean same = input != null && input.path().equals(pty) && input.acceptsInput();
            if (!same && !log.hasEnded()) {
                disconnect();
                input = new PtyInput(id, loop, pty, session()::guestAcceptsInput);
                LOG.info("{}: guest at {}", id, pty);
                session().guestConnected();
            }
        }
    }

    private void disconnect() {
        if (input != null) {
            input.close();
            input = null;
            session().guestGone();
        }
    }

    @Override
    public boolean isConnected() {
        loop.requireOwner();
        return input != null;
    }

    @Override
    public boolean acceptsOutput() {
        loop.requireOwner();
        return session().acceptsOutput();
    }

    @Override
    public void printed(IoBuffer output) {
        loop.requireOwner();
        ByteBuffer bytes = output.bytes();
        int again = Math.min(repeated, bytes.remaining());
        repeated -= again;
        bytes.position(bytes.position() + again);
        session().printed(output);
    }

    @Override
    public void missed(long bytes) {
        loop.requireOwner();
        session().missed(bytes);
    }

    @Override
    public void logEnded() {
        loop.requireOwner();
        disconnect();
        session().advance();
    }

    @Override
    public void logDied() {
        loop.requireOwner();
        String why = "nobody writes its log any more: virtlogd was killed, or its disk was full";
        fault = Optional.of(why + "; what the guest prints is lost until it is started again");
        LOG.warn("{}: {}; what it prints is lost until it is started again", id, why);
        journal.failed("virtlogd's log", why);
        session().missedUnknown();
        session().advance();
    }

    @Override
    public void logRevived() {
        loop.requireOwner();
        fault = Optional.empty();
        LOG.info("{}: its log is written again", id);
    }

    @Override
    public Optional<String> fault() {
        return fault;
    }

    @Override
    public void logged() {
        log.logged();
        page.setReadUpTo(session().position());
    }

    @Override
    public void setReading(boolean wanted) {
        loop.requireOwner();
        log.setReading(wanted);
    }

    @Override
    public boolean acceptsInput() {
        loop.requireOwner();
        return input != null && input.acceptsInput();
    }

    @Override
    public int write(ByteQueue typed) {
        loop.requireOwner();
        return input == null ? 0 : input.write(typed);
    }

    @Override
    public void writersLeft() {
        loop.requireOwner();
        if (input != null) {
            input.writersLeft();
        }
    }

    @Override
    public void finish() {
        loop.requireOwner();
        log.finish();
    }

    @Override
    public void finishNow() {
        loop.requireOwner();
        log.finishNow();
    }

    @Override
    public void beginHandover() {
        loop.requireOwner();
        finishNow();
    }

    @Override
    public void giveUp() {
        loop.requireOwner();
        if (!log.hasEnded()) {
            LOG.warn("{}: released, but virtlogd still has its log open; leaving it", id);
            log.end();
        }
    }

    @Override
    public boolean hasEnded() {
        loop.requireOwner();
        return log.hasEnded();
    }

    @Override
    public void close() {
        loop.requireOwner();
        disconnect();
        log.close();
    }

    @Override
    public void handOver() {
        loop.requireOwner();
        close();
    }
}
