package io.contee.log.format;

import io.contee.model.LineEnd;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Encodes and decodes 64 KiB of lines of 80 bytes, beside Jackson and a plain copy. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class LogFormatBenchmark {

    private static final int LINE = 80;
    private static final int LINES = (64 << 10) / LINE;

    private final Instant now = Instant.parse("2026-11-21T02:03:04.123456789Z");
    private final LogBuffers buffers = new LogBuffers();
    private final RecordFormat json = new JsonFileFormat(LineEnd.KEEP);
    private final RecordFormat cri = new CriFormat(LineEnd.STRIP);
    private final RecordFormat iolog = new IoLogFormat();
    private final JsonFactory jackson = new JsonFactory();
    private final ByteArrayOutputStream jacksonOut = new ByteArrayOutputStream(256 << 10);
    private final byte[] copy = new byte[LINES * LINE];

    /** Of the guest's lines. */
    @Param({"\n", "\r\n"})
    String lineEnd = "\n";

    private byte[] guest = {};
    private ByteBuffer guestBuffer = ByteBuffer.allocate(0);
    private byte[] jsonFile = {};
    private byte[] criFile = {};
    private byte[] iologFile = {};

    /** Makes the guest's output and the files. */
    @Setup
    public void setUp() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < LINES; i++) {
            String line = "[" + String.format("%12.6f", i * 1.234567)
                    + "] usb 1-1: New USB device found, idVendor=1d6b, " + "idProduct=0002, bcdDevice= 6.01";
            text.append((line + " ".repeat(LINE)).substring(0, LINE - lineEnd.length()))
                    .append(lineEnd);
        }
        guest = text.toString().getBytes(StandardCharsets.US_ASCII);
        guestBuffer = ByteBuffer.wrap(guest);
        jsonFile = file(json);
        criFile = file(cri);
        iologFile = file(iolog);
    }

    private byte[] file(RecordFormat format) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        buffers.load(guestBuffer.position(0));
        while (buffers.hasInput()) {
            format.encode(buffers, now);
            file.write(buffers.output, 0, buffers.recordsEnd);
        }
        return file.toByteArray();
    }

    @Benchmark
    public byte[] copy() {
        System.arraycopy(guest, 0, copy, 0, guest.length);
        return copy;
    }

    @Benchmark
    public int encodeCri() {
        return encode(cri);
    }

    @Benchmark
    public int encodeJson() {
        return encode(json);
    }

    @Benchmark
    public int encodeIolog() {
        return encode(iolog);
    }

    /** Only the strings: no names, no time. */
    @Benchmark
    public int encodeJackson() {
        jacksonOut.reset();
        try (JsonGenerator generator = jackson.createGenerator(ObjectWriteContext.empty(), jacksonOut)) {
            for (int i = 0; i < guest.length; i += LINE) {
                generator.writeUTF8String(guest, i, LINE);
            }
        }
        return jacksonOut.size();
    }

    @Benchmark
    public void decodeCri(Blackhole blackhole) {
        decode(cri, criFile, blackhole);
    }

    @Benchmark
    public void decodeJson(Blackhole blackhole) {
        decode(json, jsonFile, blackhole);
    }

    @Benchmark
    public void decodeIolog(Blackhole blackhole) {
        decode(iolog, iologFile, blackhole);
    }

    @Benchmark
    public void decodeJackson(Blackhole blackhole) {
        int from = 0;
        for (int end = json.recordEnd(jsonFile, 0, jsonFile.length);
                end > 0;
                end = json.recordEnd(jsonFile, from, jsonFile.length)) {
            try (JsonParser parser = jackson.createParser(ObjectReadContext.empty(), jsonFile, from, end - from)) {
                parser.nextToken();
                parser.nextToken();
                parser.nextToken();
                blackhole.consume(parser.getValueAsString().getBytes(StandardCharsets.UTF_8));
                parser.nextToken();
                parser.nextToken();
                blackhole.consume(parser.getValueAsString());
                parser.nextToken();
                parser.nextToken();
                blackhole.consume(Instant.parse(parser.getValueAsString()));
                parser.nextToken();
            }
            from = end;
        }
    }

    private int encode(RecordFormat format) {
        buffers.load(guestBuffer.position(0));
        int bytes = 0;
        while (buffers.hasInput()) {
            format.encode(buffers, now);
            bytes += buffers.recordsEnd;
        }
        return bytes;
    }

    private static void decode(RecordFormat format, byte[] file, Blackhole blackhole) {
        int from = 0;
        for (int end = format.recordEnd(file, 0, file.length);
                end > 0;
                end = format.recordEnd(file, from, file.length)) {
            blackhole.consume(format.decode(file, from, end));
            from = end;
        }
    }
}
