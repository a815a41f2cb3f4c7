package io.contee.http;

import io.contee.log.format.LogRecord;
import io.contee.log.read.RecordOutput;
import io.contee.manager.LogContext;
import io.contee.model.ConsoleId;
import io.contee.model.ConteeException;
import io.contee.model.PodRef;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonEncoding;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.ByteArrayBuilder;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Records as lines of JSON, one object each: {@code log}, {@code stream} and {@code time} as in docker's json-file,
 * {@code bytes} in base64 where the guest's bytes are no UTF-8, and whose they are: {@code namespace}, {@code pod},
 * {@code uid}, {@code container}, {@code domain}, {@code console}, {@code annotations}. With events, each record has a
 * {@code cursor}, and there are objects with a {@code notice}, and ones with nothing but a {@code cursor} where all
 * that is there now has been sent.
 */
final class RecordJson implements RecordOutput {

    private static final JsonFactory FACTORY = new JsonFactory();
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final LogContext context;
    private final boolean events;
    private final OutputStream out;
    private final ByteArrayBuilder line = new ByteArrayBuilder();
    private String reached = "";

    RecordJson(LogContext context, boolean events, OutputStream out) {
        this.context = context;
        this.events = events;
        this.out = out;
    }

    @Override
    public void write(LogRecord record, Cursor cursor) throws IOException {
        writeLine(json -> {
            byte[] bytes = record.bytes();
            String text = record.text();
            json.writeStringProperty("log", text);
            if (!Arrays.equals(bytes, text.getBytes(StandardCharsets.UTF_8))) {
                json.writeStringProperty("bytes", Base64.getEncoder().encodeToString(bytes));
            }
            json.writeStringProperty("stream", record.stream() == LogRecord.Stream.STDERR ? "stderr" : "stdout");
            if (record.hasTime()) {
                json.writeStringProperty("time", record.timestamp());
            }
            if (events) {
                json.writeStringProperty("cursor", cursor.text());
            } else {
                context.pod().ifPresent(pod -> write(json, pod));
                context.console().ifPresent(console -> write(json, console));
                if (!context.annotations().isEmpty()) {
                    json.writeObjectPropertyStart("annotations");
                    context.annotations().forEach(json::writeStringProperty);
                    json.writeEndObject();
                }
            }
        });
    }

    private static void write(JsonGenerator json, PodRef pod) {
        json.writeStringProperty("namespace", pod.namespace());
        json.writeStringProperty("pod", pod.pod());
        json.writeStringProperty("uid", pod.uid());
        json.writeStringProperty("container", pod.container());
    }

    private static void write(JsonGenerator json, ConsoleId console) {
        json.writeStringProperty("domain", console.domain().name());
        json.writeStringProperty("console", console.alias());
    }

    @Override
    public void report(String notice) throws IOException {
        if (events) {
            writeLine(json -> json.writeStringProperty("notice", notice));
        }
    }

    @Override
    public void reached(Cursor cursor) {
        if (events) {
            reached = cursor.text();
        }
    }

    @Override
    public void flush() throws IOException {
        if (events) {
            writeLine(json -> json.writeStringProperty("cursor", reached));
        }
        out.flush();
    }

    private interface Properties {
        void writeTo(JsonGenerator json);
    }

    private void writeLine(Properties properties) throws IOException {
        line.reset();
        try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), line, JsonEncoding.UTF8)) {
            json.writeStartObject();
            properties.writeTo(json);
            json.writeEndObject();
        }
        line.append('\n');
        out.write(line.toByteArray());
    }

    /**
     * Passes the content of a line with events to an output.
     *
     * @throws ConteeException if it is not such a line
     */
    static void read(byte[] jsonLine, int length, RecordOutput to) throws IOException {
        try {
            JsonNode object = MAPPER.readTree(jsonLine, 0, length);
            if (object.has("notice")) {
                to.report(object.get("notice").asString());
            } else if (object.has("log")) {
                to.write(record(object), () -> object.path("cursor").asString());
            } else {
                to.reached(() -> object.path("cursor").asString());
                to.flush();
            }
        } catch (JacksonException | DateTimeException | IllegalArgumentException e) {
            throw new ConteeException("contee's answer is not understood: is it of the same version?", e);
        }
    }

    private static LogRecord record(JsonNode object) {
        byte[] bytes = object.has("bytes")
                ? Base64.getDecoder().decode(object.get("bytes").asString())
                : object.get("log").asString().getBytes(StandardCharsets.UTF_8);
        return LogRecord.of(
                object.has("time")
                        ? Optional.of(Instant.parse(object.get("time").asString()))
                        : Optional.empty(),
                object.path("stream").asString().equals("stderr") ? LogRecord.Stream.STDERR : LogRecord.Stream.STDOUT,
                bytes);
    }
}
