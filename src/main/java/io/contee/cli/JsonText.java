package io.contee.cli;

import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Turns what commands answer into JSON, with all but ASCII escaped: names from outside must not change how a terminal
 * shows them, and programs read the same.
 */
final class JsonText {

    private static final JsonMapper LINE =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private JsonText() {}

    /** On one line. */
    static String line(Object value) {
        return LINE.writeValueAsString(value);
    }

    /** On indented lines. */
    static String indented(Object value) {
        return LINE.writer().with(SerializationFeature.INDENT_OUTPUT).writeValueAsString(value);
    }
}
