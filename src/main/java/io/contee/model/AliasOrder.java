package io.contee.model;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Orders the aliases of a domain's consoles when nothing else is known about them: serials, then consoles, then those
 * that their user named; {@code console2} before {@code console10}.
 */
public final class AliasOrder {

    /** The natural order of aliases. */
    public static final Comparator<String> NATURAL = Comparator.comparingInt(AliasOrder::kind)
            .thenComparingInt(AliasOrder::number)
            .thenComparing(Comparator.naturalOrder());

    private static final Pattern LIBVIRTS = Pattern.compile("(serial|console)([0-9]{1,9})");

    private AliasOrder() {}

    private static int kind(String alias) {
        Matcher matcher = LIBVIRTS.matcher(alias);
        if (!matcher.matches()) {
            return 2;
        }
        return matcher.group(1).equals("serial") ? 0 : 1;
    }

    private static int number(String alias) {
        Matcher matcher = LIBVIRTS.matcher(alias);
        return matcher.matches() ? Integer.parseInt(matcher.group(2)) : 0;
    }
}
