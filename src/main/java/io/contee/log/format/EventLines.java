package io.contee.log.format;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Decodes a domain's events: each line is a record, kept whole. */
public final class EventLines implements RecordDecoder {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Override
    public Optional<LogRecord> decode(byte[] bytes, int from, int to) {
        byte[] line = Arrays.copyOfRange(bytes, from, to);
        try {
            String time = JSON.readTree(new String(line, StandardCharsets.UTF_8))
                    .path("time")
                    .asString("");
            return Optional.of(new LogRecord(Instant.parse(time), LogRecord.Stream.STDERR, line));
        } catch (JacksonException | DateTimeException e) {
            return Optional.empty();
        }
    }
}
