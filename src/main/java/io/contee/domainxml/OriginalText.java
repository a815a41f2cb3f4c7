package io.contee.domainxml;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A domain's text as it was before contee rewrote it.
 *
 * @param digest the {@link #digest} of the whole text: restored text is accepted as the original only if it matches
 * @param originals the parts that were changed
 */
record OriginalText(String digest, List<Original> originals) {

    /** The parts of a domain's text that a rewrite changes. */
    enum Part {
        SERIAL,
        CONSOLE,
        UUID,
        /** The {@code <metadata>} element. */
        METADATA,
        /** contee's own element in it. */
        CONTEE;

        static Part of(Chardev.Kind kind) {
            return switch (kind) {
                case SERIAL -> SERIAL;
                case CONSOLE -> CONSOLE;
            };
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * One part.
     *
     * @param index the part's place among the parts of the same kind, from 0
     * @param alias a console's alias, which libvirt keeps when it adds, drops or moves elements
     * @param text the original element; empty if there was none, and then the white space before it is contee's too
     */
    record Original(Part part, int index, Optional<String> alias, String text) {

        /** Makes a part that a domain has at most once. */
        static Original single(Part part, String text) {
            return new Original(part, 0, Optional.empty(), text);
        }
    }

    /** Returns the first half of the SHA-256 of the text's UTF-8, in hexadecimal digits. */
    static String digest(String text) {
        try {
            byte[] sum = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(sum, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    boolean inserted(Part part) {
        return originals.stream().anyMatch(o -> o.part() == part && o.text().isEmpty());
    }
}
