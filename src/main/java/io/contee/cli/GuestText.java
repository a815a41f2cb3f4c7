package io.contee.cli;

import io.contee.model.ConteeException;
import io.contee.model.OneLine;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Text for a guest as it is written on a command line: {@code \n}, {@code \r}, {@code \t}, {@code \e} (escape), {@code
 * \xHH} (a byte), {@code \\}, and all else as it is, in UTF-8.
 */
final class GuestText {

    private static final String LETTERS = "nrte\\";
    private static final String MEANINGS = "\n\r\t\u001b\\";

    private final byte[] bytes;

    private GuestText(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Reads one. */
    static final class Converter implements ITypeConverter<GuestText> {
        @Override
        public GuestText convert(String text) {
            try {
                return parse(text);
            } catch (ConteeException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }

    /** The bytes that it means, not a copy. */
    byte[] bytes() {
        return bytes;
    }

    /** @throws ConteeException if it holds an escape that is not known */
    static GuestText parse(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int from = 0;
        for (int at = text.indexOf('\\'); at >= 0; at = text.indexOf('\\', from)) {
            bytes.writeBytes(text.substring(from, at).getBytes(StandardCharsets.UTF_8));
            char letter = at + 1 < text.length() ? text.charAt(at + 1) : ' ';
            if (letter == 'x' && text.substring(at + 2).matches("(?s)[0-9A-Fa-f]{2}.*")) {
                bytes.write(Integer.parseInt(text.substring(at + 2, at + 4), 16));
                from = at + 4;
            } else if (LETTERS.indexOf(letter) >= 0) {
                bytes.write(MEANINGS.charAt(LETTERS.indexOf(letter)));
                from = at + 2;
            } else {
                throw new ConteeException(OneLine.quoted(text)
                        + " has an escape that is not known: use \\n, \\r, \\t, \\e, \\xHH and \\\\");
            }
        }
        bytes.writeBytes(text.substring(from).getBytes(StandardCharsets.UTF_8));
        return new GuestText(bytes.toByteArray());
    }
}
