package io.contee.manager;

import io.contee.model.ConsoleListener;
import io.contee.model.LeaseState;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A client that types only, and remembers who has the write lease. */
final class LeaseWatch implements ConsoleListener {

    private volatile String state = "another client has the write lease";

    @Override
    public void attached(String session, LeaseState lease) {
        leaseChanged(lease);
    }

    @Override
    public CompletionStage<?> output(ByteBuffer bytes) {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void leaseChanged(LeaseState lease) {
        state = lease.describe();
    }

    @Override
    public void ended() {}

    String describe() {
        return state;
    }
}
