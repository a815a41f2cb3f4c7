package io.contee.http;

import io.contee.model.OneLine;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Fields;

/** A request's query parameters; a fault in one names it. */
record Query(Fields fields) {

    static Query of(Request request) {
        try {
            return new Query(Request.extractQueryParameters(request));
        } catch (RuntimeException e) { // Jetty throws several kinds for bad encodings
            throw new BadRequestException("the query cannot be decoded: percent-encode it as UTF-8");
        }
    }

    Optional<String> text(String name) {
        return Optional.ofNullable(fields.getValue(name));
    }

    /** The parameters whose names begin so, by what follows there, in the order given. */
    Map<String, String> withPrefix(String prefix) {
        Map<String, String> found = new LinkedHashMap<>();
        for (Fields.Field field : fields) {
            if (field.getName().startsWith(prefix)) {
                found.put(field.getName().substring(prefix.length()), field.getValue());
            }
        }
        return found;
    }

    boolean flag(String name) {
        return text(name)
                .map(text -> switch (text) {
                    case "true", "" -> true;
                    case "false" -> false;
                    default -> throw bad(name, text, "true or false");
                })
                .orElse(false);
    }

    OptionalInt wholeNumber(String name) {
        return text(name)
                .map(text -> {
                    try {
                        return OptionalInt.of(Integer.parseUnsignedInt(text));
                    } catch (NumberFormatException e) {
                        throw bad(name, text, "a whole number, 0 or more");
                    }
                })
                .orElse(OptionalInt.empty());
    }

    Optional<Instant> time(String name) {
        return text(name).map(text -> {
            try {
                return Instant.parse(text);
            } catch (DateTimeException e) {
                throw bad(name, text, "an RFC 3339 time such as 2026-11-21T02:03:04Z");
            }
        });
    }

    private static BadRequestException bad(String name, String text, String wanted) {
        return new BadRequestException(
                "parameter " + name + "=" + OneLine.quoted(text) + " is not valid: give " + wanted);
    }
}
