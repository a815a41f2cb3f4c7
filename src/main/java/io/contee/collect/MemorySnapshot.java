package io.contee.collect;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Reader;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.zip.CRC32;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVPrinter;
import org.apache.commons.csv.CSVRecord;

/**
 * The table of memory figures at one moment: the rows of all its files under one header. It does not change while the
 * table is written and rotated. One thread uses it.
 */
public final class MemorySnapshot implements Closeable {

    private static final int IDENTITY = 256;

    private final List<FileChannel> files;
    private final List<Long> sizes = new ArrayList<>();
    private final int header;

    /** @param files the table's files, oldest first, each with a header; closed with this */
    MemorySnapshot(List<FileChannel> files) throws IOException {
        this.files = files;
        this.header = MemoryTable.header().length;
        for (FileChannel file : files) {
            sizes.add(MemoryTable.wholeRows(file));
        }
    }

    /** Returns the size of all rows and one header, in bytes. */
    public long size() {
        return sizes.stream().mapToLong(size -> Math.max(0, size - header)).sum() + header;
    }

    /** Returns an identity that distinguishes this snapshot from others: the beginning of the rows and the size. */
    public String identity() throws IOException {
        CRC32 begin = new CRC32();
        if (!files.isEmpty() && sizes.get(0) > header) {
            begin.update(bytes(files.get(0), header, IDENTITY));
        }
        return Long.toHexString(begin.getValue()) + "-" + size();
    }

    private static byte[] bytes(FileChannel file, long from, int count) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(count, file.size() - from));
        while (bytes.hasRemaining() && file.read(bytes, from + bytes.position()) > 0) {}
        return bytes.array();
    }

    /** Opens a stream of the whole snapshot. */
    public InputStream open() throws IOException {
        List<InputStream> parts = new ArrayList<>();
        parts.add(new ByteArrayInputStream(MemoryTable.header()));
        for (int i = 0; i < files.size(); i++) {
            parts.add(new ChannelStream(files.get(i), header, sizes.get(i)));
        }
        return new SequenceInputStream(Collections.enumeration(parts));
    }

    /** Writes the header, and the rows that a filter selects. */
    public void copyTo(OutputStream out, MemoryFilter filter) throws IOException {
        if (filter.acceptsAll()) {
            try (InputStream all = open()) {
                all.transferTo(out);
            }
            return;
        }
        OutputStreamWriter text = new OutputStreamWriter(out, StandardCharsets.UTF_8);
        try (Reader reader = new BufferedReader(new InputStreamReader(open(), StandardCharsets.UTF_8));
                CSVParser parser = CSVParser.builder()
                        .setReader(reader)
                        .setFormat(CSVFormat.RFC4180)
                        .get()) {
            CSVPrinter printer = new CSVPrinter(text, CSVFormat.RFC4180); // closing it would close the caller's stream
            for (CSVRecord row : parser) {
                if (parser.getRecordNumber() == 1 || filter.accepts(row)) {
                    printer.printRecord(row);
                }
            }
        }
        text.flush();
    }

    @Override
    public void close() throws IOException {
        for (FileChannel file : files) {
            file.close();
        }
    }

    /** A stream of a section of a file. */
    private static final class ChannelStream extends InputStream {

        private final FileChannel file;
        private final long end;
        private long position;

        ChannelStream(FileChannel file, long start, long end) {
            this.file = file;
            this.position = start;
            this.end = end;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (position >= end) {
                return -1;
            }
            int count = file.read(ByteBuffer.wrap(bytes, offset, (int) Math.min(length, end - position)), position);
            position += Math.max(0, count);
            return count;
        }

        @Override
        public long skip(long count) {
            long skipped = Math.max(0, Math.min(count, end - position));
            position += skipped;
            return skipped;
        }
    }
}
