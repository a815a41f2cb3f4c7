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
 * @param digest the {@link #digest} of the whole text: what is restored is taken for the original only if it fits
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
     * @param index its place among the parts of its kind, from 0
     * @param alias of a console: its alias, which libvirt keeps when it adds, drops or moves elements
     * @param text its element as it stood; empty if there was none, and the white space before it is contee's too
     */
    record Original(Part part, int index, Optional<String> alias, String text) {

        /** A part that a domain has at most once. */
        static Original single(Part part, String text) {
            return new Original(part, 0, Optional.empty(), text);
        }
    }

    /** The first half of the SHA-256 of the text's UTF-8, in hexadecimal digits. */
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
