package io.contee.cli;

import io.contee.model.OneLine;
import java.util.Map;
import java.util.stream.Stream;

/** Reports the consoles of a domain that contee does not change and thus does not capture. */
final class LeftAlone {

    private LeftAlone() {}

    /**
     * Returns a line for each console, or one that says that there is none at all.
     *
     * @param captured whether a console of the domain is captured
     * @param types the consoles that are not, by alias with their types
     */
    static Stream<String> lines(String domain, boolean captured, Map<String, String> types) {
        String name = "domain " + OneLine.of(domain);
        if (!captured && types.isEmpty()) {
            return Stream.of(name + " has no console, so nothing is captured: add a <serial type='pty'/>");
        }
        return types.entrySet().stream()
                .map(console -> name + ": console " + OneLine.of(console.getKey()) + " is not captured: "
                        + reason(console.getValue()));
    }

    private static String reason(String type) {
        return switch (type) {
            case "unix" -> "another program serves its socket; --take-over captures it";
            case "pty" -> "it is not QEMU's";
            default -> "it stays of type " + OneLine.of(type, 40) + "; make it a pty to capture it";
        };
    }
}
