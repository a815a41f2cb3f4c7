package io.contee.log.write;

import io.contee.log.format.Notice;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.InstantSource;

/**
 * The raw log: the guest's bytes, with nothing added except the notice of a gap. A file ends at a newline if one lies
 * within the last {@value #LINE_WINDOW} bytes before the limit, else at the limit, as with virtlogd (libvirt,
 * src/util/virrotatingfile.c).
 */
final class RawLog implements ConsoleLog {

    private static final int LINE_WINDOW = 80;

    private final RotatingFile file;
    private final InstantSource clock;
    private byte last = '\n';
    private boolean closed;

    RawLog(RotatingFile file, InstantSource clock) throws IOException {
        this.file = file;
        this.clock = clock;
        byte[] tail = file.tail(1);
        if (tail.length == 1) {
            last = tail[0];
        }
    }

    @Override
    public void append(ByteBuffer output) throws IOException {
        long now = clock.millis();
        if (file.isMoved(now)) {
            file.reopen();
        }
        if (file.isDue(now)) {
            file.rotate();
        }
        while (output.hasRemaining()) {
            long room = file.room();
            if (output.remaining() <= room) {
                write(output, output.limit());
            } else {
                write(output, cut(output, (int) room));
                file.rotate();
            }
        }
    }

    private void write(ByteBuffer output, int to) throws IOException {
        int from = output.position();
        int limit = output.limit();
        try {
            file.write(output.limit(to));
        } finally {
            output.limit(limit);
            if (output.position() > from) {
                last = output.get(output.position() - 1);
            }
        }
    }

    /** Returns the end of those bytes of the output that go into the current file, which has room for {@code room}. */
    private int cut(ByteBuffer output, int room) {
        int start = output.position();
        int limit = start + room;
        for (int i = limit; i > start && i > limit - LINE_WINDOW; i--) {
            if (output.get(i - 1) == '\n') {
                return i;
            }
        }
        return last == '\n' && room < LINE_WINDOW && !file.isEmpty() ? start : limit;
    }

    @Override
    public boolean hasPartial() {
        return file.isUnsynced();
    }

    @Override
    public void flushPartial() throws IOException {
        file.sync();
    }

    @Override
    public void markGap(long lostBytes, Instant since) throws IOException {
        mark(Notice.lost(lostBytes, since));
    }

    @Override
    public void markPossibleGap(long atMostBytes, Instant since) throws IOException {
        mark(Notice.possiblyLost(atMostBytes, since));
    }

    private void mark(Notice notice) throws IOException {
        append(ByteBuffer.wrap(notice.inText(last == '\n')));
    }

    @Override
    public void markUnknownGap(Instant since) throws IOException {
        mark(Notice.unknownLoss(since));
    }

    @Override
    public int heldBytes() {
        return 0;
    }

    @Override
    public long file() {
        return file.inode();
    }

    @Override
    public long fileSize() {
        return file.size();
    }

    @Override
    public void reopen() throws IOException {
        if (file.isMoved()) {
            file.reopen();
        }
    }

    /** Does nothing: the bytes are as the guest sent them, to the last. */
    @Override
    public void endOutput() {}

    @Override
    public void close() throws IOException {
        if (!closed) {
            closed = true;
            file.close();
        }
    }
}
