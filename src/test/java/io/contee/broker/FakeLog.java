package io.contee.broker;

import io.contee.log.write.ConsoleLog;
import io.contee.testing.Await;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A log in memory whose disk can be made to fail or to stall. */
final class FakeLog implements ConsoleLog {

    private final StringBuilder text = new StringBuilder();
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private volatile CountDownLatch reached = new CountDownLatch(1);
    private volatile boolean partial;
    private String fault = "";
    private int takesBeforeFault;
    private boolean marksTaken;
    private int failures;
    private int closes;

    /** Makes the next write wait for {@link #resume}. */
    void stall() {
        reached = new CountDownLatch(1);
        gate = new CountDownLatch(1);
    }

    /** Waits until a write is held up. */
    void awaitStalled() {
        Await.until("a write reaches the stalled disk", () -> reached.getCount() == 0);
    }

    void resume() {
        gate.countDown();
    }

    /** Makes all calls fail; an append takes some bytes before it does. */
    synchronized void failWith(String message, int taken) {
        fault = message;
        takesBeforeFault = taken;
    }

    /** Lets marks through though all else fails. */
    synchronized void takeMarks() {
        marksTaken = true;
    }

    private synchronized void checkMark() throws IOException {
        if (!marksTaken) {
            check();
        }
    }

    synchronized void recover() {
        fault = "";
    }

    synchronized String text() {
        return text.toString();
    }

    synchronized int failures() {
        return failures;
    }

    synchronized int closes() {
        return closes;
    }

    void holdPartial() {
        partial = true;
    }

    @Override
    public void append(ByteBuffer output) throws IOException {
        pass();
        synchronized (this) {
            boolean fails = !fault.isEmpty();
            byte[] taken = new byte[fails ? Math.min(takesBeforeFault, output.remaining()) : output.remaining()];
            output.get(taken);
            text.append(new String(taken, StandardCharsets.UTF_8));
        }
        check();
    }

    private void pass() throws IOException {
        reached.countDown();
        try {
            if (!gate.await(Await.LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                throw new IOException("stalled for too long");
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private synchronized void check() throws IOException {
        if (!fault.isEmpty()) {
            failures++;
            throw new IOException(fault);
        }
    }

    @Override
    public boolean hasPartial() {
        return partial;
    }

    @Override
    public void flushPartial() throws IOException {
        checkMark();
        partial = false;
        synchronized (this) {
            text.append("<flush>");
        }
    }

    @Override
    public void markGap(long lostBytes, Instant since) throws IOException {
        checkMark();
        synchronized (this) {
            text.append("<gap ")
                    .append(lostBytes)
                    .append(" since ")
                    .append(since.getEpochSecond())
                    .append('>');
        }
    }

    @Override
    public void markPossibleGap(long atMostBytes, Instant since) throws IOException {
        checkMark();
        synchronized (this) {
            text.append("<possible gap ").append(atMostBytes).append('>');
        }
    }

    @Override
    public void markUnknownGap(Instant since) throws IOException {
        checkMark();
        synchronized (this) {
            text.append("<unknown gap>");
        }
    }

    @Override
    public int heldBytes() {
        return 0;
    }

    @Override
    public long file() {
        return 1;
    }

    @Override
    public long fileSize() {
        return text().length();
    }

    @Override
    public void reopen() {}

    @Override
    public void endOutput() throws IOException {
        check();
        synchronized (this) {
            text.append("<end>");
        }
    }

    @Override
    public void close() throws IOException {
        synchronized (this) {
            closes++;
        }
        check();
        synchronized (this) {
            text.append("<close>");
        }
    }
}
