package io.contee.testing;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names in a PromQL expression.
 *
 * @param metrics of metrics
 * @param labels of labels that it chooses or groups by
 */
public record PromQuery(Set<String> metrics, Set<String> labels) {

    private static final Pattern STRING = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"");
    private static final Pattern RANGE = Pattern.compile("\\[[^]]*]");
    private static final Pattern SELECTOR = Pattern.compile("\\{([^}]*)}");
    private static final Pattern MATCHER = Pattern.compile("([A-Za-z_]\\w*)\\s*(?:=~|!~|!=|=)");
    private static final Pattern GROUPING =
            Pattern.compile("\\b(?:by|without|on|ignoring|group_left|group_right)\\s*\\(([^)]*)\\)");
    private static final Pattern NAME = Pattern.compile("(?<![\\w.])([A-Za-z_:][\\w:]*)(\\s*\\()?");
    private static final Set<String> KEYWORDS = Set.of("and", "or", "unless", "bool", "offset");

    /** Reads an expression. What is neither a function nor a keyword counts as a metric. */
    public static PromQuery of(String expression) {
        Set<String> labels = new TreeSet<>();
        String rest = RANGE.matcher(STRING.matcher(expression).replaceAll("''")).replaceAll("");
        Matcher selector = SELECTOR.matcher(rest);
        while (selector.find()) {
            addAll(MATCHER.matcher(selector.group(1)), labels);
        }
        rest = selector.replaceAll("");
        Matcher grouping = GROUPING.matcher(rest);
        while (grouping.find()) {
            addAll(NAME.matcher(grouping.group(1)), labels);
        }
        Set<String> metrics = new TreeSet<>();
        Matcher name = NAME.matcher(grouping.replaceAll(""));
        while (name.find()) {
            if (name.group(2) == null && !KEYWORDS.contains(name.group(1))) {
                metrics.add(name.group(1));
            }
        }
        return new PromQuery(metrics, labels);
    }

    private static void addAll(Matcher found, Set<String> names) {
        while (found.find()) {
            names.add(found.group(1));
        }
    }
}
