package io.contee.model;

import java.nio.charset.StandardCharsets;

/** Checks names that come from domain XML, metadata or callers before they can reach a path or a message. */
final class Names {

    /** The longest file name on Linux file systems, in bytes. */
    private static final int MAX_BYTES = 255;

    private Names() {}

    /**
     * Returns the name of a domain if a directory can have it beside contee's own directories, whose names begin with a
     * dot; otherwise as {@link #segment}.
     *
     * @throws ConteeException if it cannot
     */
    static String domain(String name) {
        if (segment("domain name", name).startsWith(".")) {
            throw new ConteeException("domain name " + OneLine.quoted(name)
                    + " begins with '.', as contee's own directories do: rename the domain, see 'virsh domrename'");
        }
        return name;
    }

    /**
     * Returns {@code name} if it can be one segment of a path: 1 to 255 bytes of UTF-8, no slash, no control
     * character, neither {@code .} nor {@code ..}.
     *
     * @param what the name's role, for the message
     * @throws ConteeException if it cannot
     */
    static String segment(String what, String name) {
        if (name.isEmpty()) {
            throw new ConteeException(what + " is empty: give it a name");
        }
        if (name.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            throw new ConteeException(what + " " + OneLine.quoted(name) + " is longer than " + MAX_BYTES
                    + " bytes: choose a shorter one");
        }
        if (name.equals(".") || name.equals("..") || name.indexOf('/') >= 0) {
            throw new ConteeException(what + " " + OneLine.quoted(name)
                    + " cannot be a directory's name: it must not be '.' or '..' nor hold a '/'");
        }
        if (name.chars().anyMatch(Character::isISOControl)) {
            throw new ConteeException(what + " " + OneLine.quoted(name) + " holds a control character: remove it");
        }
        if (name.chars().anyMatch(c -> Character.isSurrogate((char) c)) && !isWellFormed(name)) {
            throw new ConteeException(
                    what + " " + OneLine.quoted(name) + " is not valid Unicode: correct its encoding");
        }
        return name;
    }

    private static boolean isWellFormed(String name) {
        return StandardCharsets.UTF_8.newEncoder().canEncode(name);
    }
}
