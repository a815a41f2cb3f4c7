package io.contee.http;

import io.contee.model.ByteSize;
import io.contee.model.ConteeException;
import io.contee.model.OneLine;
import io.contee.model.PointInTime;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
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

    /** Returns all values of a parameter, in the order given. */
    List<String> texts(String name) {
        return fields.getValuesOrEmpty(name);
    }

    /**
     * Checks that the query has only known parameters.
     *
     * @throws BadRequestException that names one which is not in {@code known}
     */
    void allow(List<Parameter> known) {
        for (String name : fields.getNames()) {
            if (known.stream().noneMatch(parameter -> parameter.matches(name))) {
                throw new BadRequestException("parameter " + OneLine.of(name, 40) + " is unknown: "
                        + (known.isEmpty()
                                ? "this resource has none"
                                : "there are "
                                        + String.join(
                                                ", ",
                                                known.stream()
                                                        .map(Parameter::name)
                                                        .sorted()
                                                        .toList())));
            }
        }
    }

    /** Returns the parameters whose names begin with a prefix, by the rest of the name, in the order given. */
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
                        return OptionalInt.of(Integer.parseInt(text.startsWith("-") ? "" : text));
                    } catch (NumberFormatException e) {
                        throw bad(name, text, "an integer, 0 or more");
                    }
                })
                .orElse(OptionalInt.empty());
    }

    OptionalLong bytes(String name) {
        return text(name)
                .map(text -> {
                    try {
                        return OptionalLong.of(ByteSize.parse(text).bytes());
                    } catch (ConteeException e) {
                        throw bad(name, text, "a number of bytes such as 4096 or 16Mi");
                    }
                })
                .orElse(OptionalLong.empty());
    }

    Optional<Instant> time(String name) {
        return text(name).map(text -> {
            try {
                return PointInTime.parse(text, Instant.now());
            } catch (ConteeException e) {
                throw bad(name, text, "90s, 10m, 3h or 2d for a time ago, or RFC 3339 such as 2026-11-21T02:03:04Z");
            }
        });
    }

    static BadRequestException bad(String name, String text, String wanted) {
        return new BadRequestException(
                "parameter " + name + "=" + OneLine.quoted(text) + " is not valid: give " + wanted);
    }
}
