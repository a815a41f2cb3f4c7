package io.contee.manager;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.contee.model.AttachedConsole;
import io.contee.model.ConsoleListener;
import io.contee.model.ConteeException;
import io.contee.model.LeaseState;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A client of a console as blocking streams: what the guest prints, and the way to type to it. One thread may read
 * while another writes. A reader that is slow is skipped, and finds a notice in the stream where that happened.
 */
public final class ConsoleAttachment implements AutoCloseable {

    private final Output output = new Output();
    private final Input input = new Input();
    private final AttachedConsole console;

    /** @param attach attaches a listener */
    ConsoleAttachment(Function<ConsoleListener, AttachedConsole> attach) {
        console = attach.apply(output);
    }

    /** The guest's output, the replay first; ends when the console does. */
    public InputStream output() {
        return output.stream;
    }

    /**
     * Types to the guest. A write waits while the guest reads no input, and fails while another client has the write
     * lease.
     */
    public OutputStream input() {
        return input;
    }

    /** The state of the write lease. */
    public LeaseState lease() {
        return output.lease();
    }

    /**
     * Asks for the write lease; {@link #lease} returns the outcome.
     *
     * @param force whether to steal it from another client, which is notified
     */
    public void acquireLease(boolean force) {
        console.acquireLease(force);
    }

    /** Releases the write lease. */
    public void releaseLease() {
        console.releaseLease();
    }

    /** Detaches. */
    @Override
    public void close() {
        console.close();
        output.ended();
    }

    /** Keeps one piece of output until it is read, and the newest state of the lease. */
    private static final class Output implements ConsoleListener {

        private final InputStream stream = new Stream();

        @GuardedBy("this")
        private ByteBuffer bytes = ByteBuffer.allocate(0);

        @GuardedBy("this")
        private CompletableFuture<Void> read = CompletableFuture.completedFuture(null);

        @GuardedBy("this")
        private @Nullable LeaseState lease;

        @GuardedBy("this")
        private boolean ended;

        @Override
        public synchronized void attached(String session, LeaseState first) {
            leaseChanged(first);
        }

        @Override
        public synchronized CompletionStage<?> output(ByteBuffer more) {
            if (!more.hasRemaining()) {
                return CompletableFuture.completedFuture(null);
            }
            bytes = more;
            read = new CompletableFuture<>();
            notifyAll();
            return read;
        }

        @Override
        public synchronized void leaseChanged(LeaseState changed) {
            lease = changed;
            notifyAll();
        }

        synchronized LeaseState lease() {
            try {
                while (lease == null && !ended) {
                    wait();
                }
            } catch (InterruptedException e) {
                throw ConteeException.interrupted("attaching", e);
            }
            return Objects.requireNonNullElseGet(lease, () -> new LeaseState(LeaseState.Holder.NOBODY, 0));
        }

        @Override
        public synchronized void ended() {
            ended = true;
            notifyAll();
        }

        private final class Stream extends InputStream {

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                Objects.checkFromIndexSize(offset, length, target.length);
                synchronized (Output.this) {
                    try {
                        while (length > 0 && !bytes.hasRemaining() && !ended) {
                            Output.this.wait();
                        }
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                        throw new InterruptedIOException("interrupted while reading a console");
                    }
                    int count = Math.min(length, bytes.remaining());
                    bytes.get(target, offset, count);
                    if (!bytes.hasRemaining()) {
                        read.complete(null);
                    }
                    return count == 0 && length > 0 ? -1 : count;
                }
            }

            @Override
            public int available() {
                synchronized (Output.this) {
                    return bytes.remaining();
                }
            }
        }
    }

    private final class Input extends OutputStream {

        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] source, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, source.length);
            if (length == 0) {
                return;
            }
            byte[] copy = Arrays.copyOfRange(source, offset, offset + length);
            try {
                if (!console.type(copy).toCompletableFuture().get()) {
                    throw new IOException("the console accepts no input from this client: "
                            + output.lease().describe());
                }
            } catch (ExecutionException e) {
                throw new IOException("cannot type: " + ConteeException.reason(e), e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while typing to a console");
            }
        }
    }
}
