package io.contee.http;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.contee.log.read.LogReader;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Streams a log to a peer. While it follows a silent guest it checks every second that the peer is still there: Jetty
 * does not read from a connection while it answers a request, so nothing else reports that.
 */
final class LogStream implements AutoCloseable {

    private static final long CHECK_SECONDS = 1;
    private static final int BUFFER = 64 << 10;

    private final LogReader reader;
    private final EndPoint endPoint;
    private final Scheduler scheduler;

    @GuardedBy("this")
    private Scheduler.Task check;

    @GuardedBy("this")
    private boolean ended;

    LogStream(LogReader reader, Request request) {
        this.reader = reader;
        this.endPoint = request.getConnectionMetaData().getConnection().getEndPoint();
        this.scheduler = request.getComponents().getScheduler();
        this.check = scheduler.schedule(this::checkPeer, CHECK_SECONDS, TimeUnit.SECONDS);
    }

    /** Writes a log to its end. */
    interface Copying {
        void to(OutputStream out) throws IOException;
    }

    /**
     * Writes the log until its end or, if it follows, until the peer leaves. The answer is completed only where the log
     * has ended: a missing last chunk shows the peer that there is more.
     *
     * @throws IOException if this answer cannot continue, because of the log or of the peer
     */
    void copyTo(Response response, Callback callback, Copying copying) throws IOException {
        OutputStream out = Content.Sink.asOutputStream(response);
        out.flush();
        OutputStream buffered = new BufferedOutputStream(out, BUFFER);
        copying.to(buffered);
        buffered.flush();
        if (!reader.isComplete()) {
            throw new EofException("the log goes on");
        }
        close();
        out.close();
        callback.succeeded();
    }

    /** Cuts the answer short, as an incomplete one. */
    void cut() {
        closeReader();
    }

    private synchronized void checkPeer() {
        if (ended) {
            return; // what comes now is the peer's next request
        }
        try {
            // The channel does not block, and a peer that waits for an answer sends nothing that could be lost here.
            if (endPoint.getTransport() instanceof SocketChannel channel && channel.read(ByteBuffer.allocate(1)) < 0) {
                reader.close();
                return;
            }
            check = scheduler.schedule(this::checkPeer, CHECK_SECONDS, TimeUnit.SECONDS);
        } catch (IOException e) {
            closeReader();
        }
    }

    private void closeReader() {
        try {
            reader.close();
        } catch (IOException e) {
            endPoint.close(e);
        }
    }

    @Override
    public synchronized void close() throws IOException {
        ended = true;
        check.cancel();
        reader.close();
    }
}
