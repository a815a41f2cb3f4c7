package io.contee.config;

import io.contee.model.ConteeException;
import io.contee.model.OneLine;

/**
 * A pattern of domain names in the manner of a shell: {@code *} stands for any text, {@code ?} for any one character,
 * and all else for itself, capitals apart from small letters.
 *
 * @param text the pattern
 */
public record NamePattern(String text) {

    private static final int MAX_LENGTH = 255;

    /** @throws ConteeException if it is empty, or longer than any name */
    public NamePattern {
        if (text.isEmpty() || text.length() > MAX_LENGTH) {
            throw new ConteeException("pattern " + OneLine.quoted(text) + " is not usable: give 1 to " + MAX_LENGTH
                    + " characters, such as web-*");
        }
    }

    /** Whether a name is of this pattern. Takes time in proportion to the product of both lengths at most. */
    public boolean matches(String name) {
        int at = 0;
        int inName = 0;
        int afterStar = -1;
        int resumeAt = 0;
        while (inName < name.length()) {
            if (at < text.length() && text.charAt(at) == '*') {
                afterStar = ++at;
                resumeAt = inName;
            } else if (at < text.length() && (text.charAt(at) == '?' || text.charAt(at) == name.charAt(inName))) {
                at++;
                inName++;
            } else if (afterStar >= 0) {
                at = afterStar; // let the last star stand for one character more
                inName = ++resumeAt;
            } else {
                return false;
            }
        }
        return text.substring(at).chars().allMatch(c -> c == '*');
    }
}
