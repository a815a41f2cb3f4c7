package io.contee.log.read;

import io.contee.log.format.LogRecord;
import io.contee.log.format.RecordDecoder;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/** The records of one file, read forwards from a place. One thread reads; any may close. */
final class FileRecords implements Closeable {

    /** The largest record; anything longer is not a record. */
    static final int MAX_RECORD = 1 << 20;

    private static final int BEGINNING = 8 << 10;

    private final LogFile file;
    private final RecordDecoder decoder;
    private byte[] buffer;

    /** The position in the file of the byte at {@link #from}. */
    private long position;

    private int from;
    private int to;
    private int recordFrom;

    /** True if the last read returned less than was asked for. */
    private boolean atEnd;

    private long endless;

    /** @param size the size of the first reads */
    FileRecords(LogFile file, RecordDecoder decoder, long position, int size) {
        this.file = file;
        this.decoder = decoder;
        this.position = position;
        this.buffer = new byte[size];
    }

    /** Lets a decoder see the beginning of the file before it decodes later parts. */
    static RecordDecoder learn(LogFile file, RecordDecoder decoder) throws IOException {
        FileRecords beginning = new FileRecords(file, decoder, 0, BEGINNING);
        while (beginning.next() && beginning.record().isEmpty() && beginning.end() < MAX_RECORD) {}
        return decoder;
    }

    LogFile file() {
        return file;
    }

    /** Advances to the next record; returns false if its end has not come. */
    boolean next() throws IOException {
        while (true) {
            int end = decoder.recordEnd(buffer, from, to);
            if (end >= 0) {
                advance(end);
                return true;
            }
            if (!readMore()) {
                return false;
            }
        }
    }

    /** Advances to the beginning of the next line; returns false if there is none. */
    boolean skipLine() throws IOException {
        while (true) {
            for (int i = from; i < to; i++) {
                if (buffer[i] == '\n') {
                    advance(i + 1);
                    return true;
                }
            }
            advance(to);
            if (!readMore()) {
                return false;
            }
        }
    }

    private void advance(int end) {
        recordFrom = from;
        position += end - from;
        from = end;
    }

    private boolean readMore() throws IOException {
        makeRoom();
        int known = to - from;
        if (atEnd && file.seekable()) {
            forgetTorn();
        }
        int room = buffer.length - to;
        int count = Math.max(0, file.read(ByteBuffer.wrap(buffer, to, room), position + to - from));
        to += count;
        atEnd = count < room;
        return to - from > known;
    }

    private void makeRoom() {
        if (to < buffer.length) {
            return;
        }
        if (from > 0) {
            System.arraycopy(buffer, from, buffer, 0, to - from);
        } else if (buffer.length < MAX_RECORD) {
            buffer = Arrays.copyOf(buffer, buffer.length * 2);
        } else {
            position += to;
            to = 0;
            endless++;
        }
        to -= from;
        from = 0;
    }

    /** Returns the current record; empty if it is damaged. */
    Optional<LogRecord> record() {
        return decoder.decode(buffer, recordFrom, from);
    }

    /** Returns the readable part of a record whose end has not come. */
    Optional<LogRecord> torn() {
        return decoder.decode(buffer, from, to);
    }

    /** Returns the position at which the current record begins. */
    long start() {
        return position - (from - recordFrom);
    }

    /** Returns the position at which the current record ends. */
    long end() {
        return position;
    }

    /** Returns the number of pieces that were too long to be records. */
    long endless() {
        return endless;
    }

    /** Returns whether the beginning of a record was read whose end has not come. */
    boolean hasTorn() {
        return to > from;
    }

    /** Forgets what was read of a record whose end has not come: a writer that restarts may cut it off. */
    void forgetTorn() {
        to = from;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
