package io.contee.cli;

import io.contee.log.format.LogRecord;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Prints each record as a line of JSON, in which no control character stands for itself. */
final class LogJsonPrinter implements LogFormatter {

    private final OutputStream out;
    private final List<String> names;

    LogJsonPrinter(OutputStream out, List<String> names) {
        this.out = out;
        this.names = names;
    }

    @Override
    public void print(LogEntry entry) throws IOException {
        LogRecord record = entry.record();
        Map<String, String> object = new LinkedHashMap<>();
        object.put("name", names.get(entry.source()));
        if (record.hasTime()) {
            object.put("time", record.timestamp());
        }
        object.put("stream", record.stream() == LogRecord.Stream.STDERR ? "stderr" : "stdout");
        object.put("log", record.text());
        out.write((JsonText.line(object) + "\n").getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public void end() {}
}
