package io.contee.config;

import io.contee.model.ConteeException;
import io.contee.model.OneLine;

/**
 * A pattern of domain names as in a shell: {@code *} matches any text, {@code ?} any one character, and every other
 * character itself, with case.
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

    /** Returns whether a name matches this pattern. The time is at most proportional to the product of both lengths. */
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
                at = afterStar; // let the last star match one more character
                inName = ++resumeAt;
            } else {
                return false;
            }
        }
        return text.substring(at).chars().allMatch(c -> c == '*');
    }
}
