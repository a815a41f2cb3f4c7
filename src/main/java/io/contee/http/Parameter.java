package io.contee.http;

import java.util.List;

/**
 * A query parameter of a {@link Route}.
 *
 * @param name its name; one that ends with a dot is the beginning of any number of names
 * @param type the type of its value
 * @param choices the only values; empty for any
 * @param summary its effect
 */
record Parameter(String name, Type type, List<String> choices, String summary) {

    /** The type of a value. */
    enum Type {
        TEXT("string"),
        NUMBER("integer"),
        FLAG("boolean");

        private final String schema;

        Type(String schema) {
            this.schema = schema;
        }

        /** Its name in JSON Schema. */
        String schema() {
            return schema;
        }
    }

    static Parameter text(String name, String summary) {
        return new Parameter(name, Type.TEXT, List.of(), summary);
    }

    static Parameter number(String name, String summary) {
        return new Parameter(name, Type.NUMBER, List.of(), summary);
    }

    static Parameter flag(String name, String summary) {
        return new Parameter(name, Type.FLAG, List.of(), summary);
    }

    static Parameter choice(String name, String summary, String... choices) {
        return new Parameter(name, Type.TEXT, List.of(choices), summary);
    }

    boolean isPrefix() {
        return name.endsWith(".");
    }

    /** Returns whether a query's parameter is this one. */
    boolean matches(String given) {
        return isPrefix() ? given.startsWith(name) && given.length() > name.length() : given.equals(name);
    }
}
