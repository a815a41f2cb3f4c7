package io.contee.broker;

import io.contee.model.LogKind;
import io.contee.net.CountedSend;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The progress of a console's stream, which is the guest's output: out of the kernel, into each log, and to each client
 * at its socket. All are counts of the stream's bytes since the session began. They are in a page of memory that
 * {@link SessionFiles} maps to a file: they survive this process however it ends, and each update costs one store to
 * memory. This is the layout of the page.
 *
 * <p>The session's loop calls it, except for the values of logs, which belong to the blocking work. A log's three
 * values change together: they are written to the one of two slots that is not in use, before the slots are switched.
 */
final class ConsolePage {

    /** The page's size. */
    static final int BYTES = 4096;

    private static final long MAGIC = 0x636f6e7465653031L;

    // Offsets in the page.
    private static final int SESSION = 8;
    private static final int READ_UP_TO = 24;
    private static final int READING = 32;
    private static final int VERBATIM = 40;
    private static final int HOLDER = 48;
    private static final int LAST_CLIENT = 56;
    private static final int WHOLE_RUN = 64;
    private static final int LOGS = 72;
    private static final int LOG_BYTES = 8 + 2 * 24;
    private static final int CLIENTS = LOGS + 3 * LOG_BYTES;
    private static final int CLIENT_BYTES = 24;
    private static final int MAX_CLIENTS = ConsoleClients.MAX_CLIENTS;
    // The client to which something is being sent, its position before that, and the kernel's count of what was sent.
    private static final int RECIPIENT = CLIENTS + MAX_CLIENTS * CLIENT_BYTES;
    private static final int RECIPIENT_HAD = RECIPIENT + 8;
    private static final int SEND = RECIPIENT_HAD + 8;
    private static final int GUEST = BYTES - 8;

    private final ByteBuffer bytes;
    private final boolean resumed;
    private final CountedSend send;

    private ConsolePage(ByteBuffer bytes, boolean resumed) {
        this.bytes = bytes.order(ByteOrder.nativeOrder());
        this.resumed = resumed;
        this.send = new CountedSend(bytes.slice(SEND, CountedSend.BYTES));
        if (resumed) {
            settleSend();
        } else {
            UUID session = UUID.randomUUID();
            this.bytes
                    .putLong(0, MAGIC)
                    .putLong(SESSION, session.getMostSignificantBits())
                    .putLong(SESSION + 8, session.getLeastSignificantBits());
        }
    }

    /** Makes a page that is not kept for another process. */
    static ConsolePage unkept() {
        return new ConsolePage(ByteBuffer.allocateDirect(BYTES), false);
    }

    /**
     * Lays out the page of a new session.
     *
     * @param empty its {@link #BYTES} bytes, all zero
     */
    static ConsolePage begin(ByteBuffer empty) {
        return new ConsolePage(empty, false);
    }

    /**
     * Reads the page of an earlier process.
     *
     * @return empty if it is not a valid page
     */
    static Optional<ConsolePage> resume(ByteBuffer mapped) {
        return mapped.capacity() == BYTES
                        && mapped.order(ByteOrder.nativeOrder()).getLong(0) == MAGIC
                ? Optional.of(new ConsolePage(mapped, true))
                : Optional.empty();
    }

    /** Returns whether the session was begun by an earlier process. */
    boolean isResumed() {
        return resumed;
    }

    /** Returns the id of the session, which does not change over restarts. */
    UUID session() {
        return new UUID(bytes.getLong(SESSION), bytes.getLong(SESSION + 8));
    }

    /** Returns whether the session began with the guest's run. */
    boolean isWholeRun() {
        return bytes.getLong(WHOLE_RUN) != 0;
    }

    void setWholeRun(boolean whole) {
        bytes.putLong(WHOLE_RUN, whole ? 1 : 0);
    }

    /** Returns the id of the guest's process, or of the last one; 0 if none has connected yet. */
    long guest() {
        return bytes.getLong(GUEST);
    }

    void setGuest(long process) {
        bytes.putLong(GUEST, process);
    }

    /** Returns how far the stream was read out of the kernel. */
    long readUpTo() {
        return bytes.getLong(READ_UP_TO);
    }

    void setReadUpTo(long position) {
        bytes.putLong(READ_UP_TO, position);
        setReading(false);
    }

    /** Returns whether more may have been read than {@link #readUpTo} includes, by one read. */
    boolean isReading() {
        return bytes.getLong(READING) != 0;
    }

    void setReading(boolean now) {
        bytes.putLong(READING, now ? 1 : 0);
    }

    /** Returns the position from which on the raw log holds the stream and nothing else. */
    long verbatimSince() {
        return bytes.getLong(VERBATIM);
    }

    void setVerbatimSince(long position) {
        bytes.putLong(VERBATIM, position);
    }

    /**
     * A position of the stream up to which a log is written, and its place in the log's file.
     *
     * @param position the position in the stream
     * @param file the file's inode
     * @param size the file's size
     */
    record LogMark(long position, long file, long size) {}

    /** Returns the mark of a log; all values are 0 before the first one. */
    LogMark log(LogKind log) {
        int at = logSlot(log, bytes.getLong(logPlace(log)));
        return new LogMark(bytes.getLong(at), bytes.getLong(at + 8), bytes.getLong(at + 16));
    }

    void setLog(LogKind log, long position, long file, long size) {
        long turn = bytes.getLong(logPlace(log)) + 1;
        bytes.putLong(logSlot(log, turn), position)
                .putLong(logSlot(log, turn) + 8, file)
                .putLong(logSlot(log, turn) + 16, size);
        bytes.putLong(logPlace(log), turn);
    }

    private static int logPlace(LogKind log) {
        return LOGS
                + LOG_BYTES
                        * switch (log) {
                            case RAW -> 0;
                            case POD -> 1;
                            case ENTRY -> 2;
                        };
    }

    private static int logSlot(LogKind log, long turn) {
        return logPlace(log) + 8 + (int) (turn & 1) * 24;
    }

    /** Returns the clients of an earlier process. */
    List<Client> clients() {
        List<Client> clients = new ArrayList<>();
        for (int i = 0; i < MAX_CLIENTS; i++) {
            if (bytes.getLong(CLIENTS + i * CLIENT_BYTES) != 0) {
                clients.add(new Client(CLIENTS + i * CLIENT_BYTES));
            }
        }
        return clients;
    }

    /** Adds to a client's position what an earlier process had sent when it was killed. */
    private void settleSend() {
        long recipient = bytes.getLong(RECIPIENT);
        for (Client client : clients()) {
            if (client.number() == recipient) {
                client.setPosition(bytes.getLong(RECIPIENT_HAD) + send.count());
            }
        }
        bytes.putLong(RECIPIENT, 0);
    }

    /**
     * Allocates the slot of a new client; empty if none is left, in which case the client does not outlive this
     * process.
     */
    Optional<Client> addClient(long sinceMillis) {
        for (int at = CLIENTS; at < RECIPIENT; at += CLIENT_BYTES) {
            if (bytes.getLong(at) == 0) {
                long number = bytes.getLong(LAST_CLIENT) + 1;
                bytes.putLong(LAST_CLIENT, number)
                        .putLong(at + 8, Client.NOTHING_SHOWN)
                        .putLong(at + 16, sinceMillis);
                bytes.putLong(at, number);
                return Optional.of(new Client(at));
            }
        }
        return Optional.empty();
    }

    /** The slot of a client at the console's socket. */
    final class Client {

        /** The position of a client that has not received anything yet. */
        static final long NOTHING_SHOWN = -1;

        private final int at;

        private Client(int at) {
            this.at = at;
        }

        /** Returns the client's number, which is unique within the session. */
        long number() {
            return bytes.getLong(at);
        }

        /** Returns the stream's position up to which the client has received it. */
        long position() {
            return bytes.getLong(at + 8);
        }

        void setPosition(long position) {
            bytes.putLong(at + 8, position);
        }

        /** Ends the sending begun by {@link #beginSend}. */
        void endSend() {
            bytes.putLong(RECIPIENT, 0);
        }

        /**
         * Assigns what the kernel counts from now on to this client.
         *
         * @param position the stream's position up to which the client has received it
         */
        CountedSend beginSend(long position) {
            bytes.putLong(RECIPIENT, 0);
            send.reset();
            bytes.putLong(RECIPIENT_HAD, position).putLong(RECIPIENT, number());
            return send;
        }

        long sinceMillis() {
            return bytes.getLong(at + 16);
        }

        boolean hasLease() {
            return bytes.getLong(HOLDER) == number();
        }

        void setLease(boolean held) {
            if (held) {
                bytes.putLong(HOLDER, number());
            } else if (hasLease()) {
                bytes.putLong(HOLDER, 0);
            }
        }

        void remove() {
            setLease(false);
            bytes.putLong(at, 0);
        }
    }
}
