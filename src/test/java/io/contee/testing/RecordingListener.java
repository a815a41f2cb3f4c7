package io.contee.testing;

import io.contee.model.ConsoleListener;
import io.contee.model.LeaseState;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A console's client that remembers all it was told, and that takes output when it is told to. */
public final class RecordingListener implements ConsoleListener {

    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private final List<LeaseState.Holder> holders = new ArrayList<>();
    private CompletableFuture<Void> reading = CompletableFuture.completedFuture(null);
    private String session = "";
    private long pid;
    private boolean answers;
    private int calls;
    private boolean ended;

    @Override
    public synchronized void attached(String attachedTo, LeaseState lease) {
        session = attachedTo;
        leaseChanged(lease);
    }

    @Override
    public synchronized CompletionStage<?> output(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        output.writeBytes(copy);
        calls++;
        return reading;
    }

    @Override
    public synchronized void leaseChanged(LeaseState lease) {
        holders.add(lease.holder());
        pid = lease.pid();
        answers = lease.answers();
    }

    @Override
    public synchronized void ended() {
        ended = true;
    }

    /** Takes no more output after the next piece, until {@link #readOn}. */
    public synchronized void stopReading() {
        reading = new CompletableFuture<>();
    }

    public void readOn() {
        CompletableFuture<Void> stopped;
        synchronized (this) {
            stopped = reading;
            reading = CompletableFuture.completedFuture(null);
        }
        stopped.complete(null);
    }

    public synchronized String text() {
        return output.toString(StandardCharsets.UTF_8);
    }

    /** How many bytes it was given. */
    public synchronized int size() {
        return output.size();
    }

    /** How often it was called with output. */
    public synchronized int calls() {
        return calls;
    }

    public synchronized List<LeaseState.Holder> holders() {
        return List.copyOf(holders);
    }

    /** The process that has the write lease, as it was told last. */
    public synchronized long pid() {
        return pid;
    }

    /** Whether its terminal is to answer the guest's queries, as it was told last. */
    public synchronized boolean answers() {
        return answers;
    }

    public synchronized String session() {
        return session;
    }

    public synchronized boolean hasEnded() {
        return ended;
    }

    public void awaitText(String text) {
        Await.until("a client gets " + text, () -> text().contains(text));
    }

    public void awaitHolder(LeaseState.Holder holder) {
        Await.until("a client hears that the lease is with " + holder, () -> {
            List<LeaseState.Holder> told = holders();
            return !told.isEmpty() && told.get(told.size() - 1) == holder;
        });
    }

    public void awaitEnd() {
        Await.until("a client is told the end", this::hasEnded);
    }
}
