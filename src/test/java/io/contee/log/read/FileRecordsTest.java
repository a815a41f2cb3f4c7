package io.contee.log.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.contee.log.format.Formats;
import io.contee.log.format.LogRecord;
import io.contee.model.LineEnd;
import io.contee.model.LogFormat;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class FileRecordsTest {

    private static final String TORN = "2026-11-21T02:03:04Z stdout F to";
    private static final String WHOLE = "2026-11-21T02:03:05Z stdout F what a writer put in the place of that\n";

    /** A file that holds something else at each look. */
    private static final class ChangingFile implements LogFile {

        private final Deque<byte[]> contents = new ArrayDeque<>();

        ChangingFile(String... contents) {
            List.of(contents).forEach(content -> this.contents.add(content.getBytes(StandardCharsets.US_ASCII)));
        }

        @Override
        public int read(ByteBuffer to, long position) {
            byte[] content = contents.size() > 1 ? contents.remove() : contents.element();
            int count = (int) Math.min(to.remaining(), content.length - position);
            to.put(content, (int) position, Math.max(0, count));
            return count;
        }

        @Override
        public long size() {
            return contents.element().length;
        }

        @Override
        public boolean seekable() {
            return true;
        }

        @Override
        public boolean damaged() {
            return false;
        }

        @Override
        public void close() {}
    }

    @Test
    void aTornTailIsNotJoinedToWhatAWriterPutInItsPlace() throws Exception {
        LogFile file = new ChangingFile(TORN, WHOLE);
        try (FileRecords records = new FileRecords(file, Formats.of(LogFormat.CRI, LineEnd.KEEP), 0, 64 << 10)) {
            assertThat(records.next()).isTrue();
            assertThat(records.record())
                    .get()
                    .extracting(LogRecord::text)
                    .isEqualTo("what a writer put in the place of that\n");
            assertThat(records.end()).isEqualTo(WHOLE.length());
            assertThat(records.next()).isFalse();
        }
    }

    @Test
    void aTailThatStaysTornIsNoRecordHoweverOftenItIsRead() throws Exception {
        LogFile file = new ChangingFile(TORN, TORN, TORN, "");
        try (FileRecords records = new FileRecords(file, Formats.of(LogFormat.CRI, LineEnd.KEEP), 0, 64 << 10)) {
            assertThat(records.next()).isFalse();
            assertThat(records.hasTorn()).isTrue();
            assertThat(records.next()).isFalse();
            assertThat(records.end()).isZero();
        }
    }
}
