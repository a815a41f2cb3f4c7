package io.contee.model;

import com.google.errorprone.annotations.Immutable;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number of bytes, written as Kubernetes writes quantities: {@code 500}, {@code 16Ki}, {@code 2Mi}, {@code 1Gi}, or
 * with the decimal suffixes {@code k}, {@code M}, {@code G}.
 *
 * @param bytes the number, 0 or more
 */
@Immutable
public record ByteSize(long bytes) {

    private static final Pattern FORM = Pattern.compile("([0-9]{1,19})(Ki|Mi|Gi|Ti|k|M|G|T)?");
    private static final String[] BINARY = {"Ti", "Gi", "Mi", "Ki"};

    /** @throws ConteeException if negative */
    public ByteSize {
        if (bytes < 0) {
            throw new ConteeException("size " + bytes + " is negative: give 0 or more bytes");
        }
    }

    /**
     * Reads a size.
     *
     * @throws ConteeException if the text is not a size, or is over 2^63 - 1 bytes
     */
    public static ByteSize parse(String text) {
        Matcher matcher = FORM.matcher(text.strip());
        if (matcher.matches()) {
            try {
                return new ByteSize(Math.multiplyExact(Long.parseLong(matcher.group(1)), unit(matcher.group(2))));
            } catch (ArithmeticException | NumberFormatException e) {
                throw new ConteeException("size " + OneLine.quoted(text) + " is too large: at most 8 EiB less one", e);
            }
        }
        throw new ConteeException(
                "size " + OneLine.quoted(text) + " is not a size: write it like 500, 64Ki, 16Mi or 1Gi");
    }

    private static long unit(String suffix) {
        if (suffix == null) {
            return 1;
        }
        return switch (suffix) {
            case "Ki" -> 1L << 10;
            case "Mi" -> 1L << 20;
            case "Gi" -> 1L << 30;
            case "Ti" -> 1L << 40;
            case "k" -> 1_000L;
            case "M" -> 1_000_000L;
            case "G" -> 1_000_000_000L;
            case "T" -> 1_000_000_000_000L;
            default -> throw new AssertionError(suffix);
        };
    }

    /** Returns the shortest exact form with a binary suffix, such as {@code 16Mi}; {@link #parse} reads it back. */
    @Override
    public String toString() {
        for (String suffix : BINARY) {
            long unit = unit(suffix);
            if (bytes >= unit && bytes % unit == 0) {
                return String.format(Locale.ROOT, "%d%s", bytes / unit, suffix);
            }
        }
        return Long.toString(bytes);
    }
}
