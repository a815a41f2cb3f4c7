package io.contee.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * The key that opens the menu.
 *
 * @param code the byte that it sends
 */
record EscapeKey(int code) {

    private static final int CONTROL = 0x1f;

    /** Reads a key as people write it: {@code ^]}, or one character. */
    static final class Converter implements ITypeConverter<EscapeKey> {
        @Override
        public EscapeKey convert(String text) {
            if (text.matches("\\^[@-_a-z?]")) {
                return new EscapeKey(text.charAt(1) == '?' ? 0x7f : text.charAt(1) & CONTROL);
            }
            if (text.matches("[\\x01-\\x7f]")) {
                return new EscapeKey(text.charAt(0));
            }
            throw new TypeConversionException("'" + text + "' is not a key: give one character, or ^ and a letter");
        }
    }

    /** As people write it. */
    @Override
    public String toString() {
        if (code == 0x7f) {
            return "^?";
        }
        return code < ' ' ? "^" + (char) (code + '@') : Character.toString(code);
    }
}
