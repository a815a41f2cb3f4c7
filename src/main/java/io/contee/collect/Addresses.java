package io.contee.collect;

import java.util.regex.Pattern;

/** Removes from addresses in a text what may be secret: users and passwords, and queries such as signatures. */
final class Addresses {

    private static final Pattern USER = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*://)[^\\s/'\"]*@");
    private static final Pattern QUERY = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*://[^\\s?'\"]*\\?)[^\\s'\"]+");

    private Addresses() {}

    static String withoutCredentials(String text) {
        if (!text.contains("://")) {
            return text;
        }
        String withoutUser = USER.matcher(text).replaceAll("$1" + XmlRedaction.REDACTED + "@");
        return QUERY.matcher(withoutUser).replaceAll("$1" + XmlRedaction.REDACTED);
    }
}
