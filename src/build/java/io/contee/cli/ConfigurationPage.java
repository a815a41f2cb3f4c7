package io.contee.cli;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The man page of contee.yaml as AsciiDoc, from the manual's page in Markdown. It understands what that page uses:
 * headings, paragraphs, lists, links, code, and tables of three columns, whose rows become entries of a list.
 */
final class ConfigurationPage {

    private static final Pattern LINK = Pattern.compile("\\[([^]]*)]\\([^)]*\\)");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern CELL_BORDER = Pattern.compile(" *(?<!\\\\)\\| *");
    private static final String HEADER = """
            :doctype: manpage
            :manmanual: Contee Manual
            :mansource: contee %s
            = contee.yaml(5)

            == Name

            contee.yaml - the configuration of contee

            == Synopsis

            /etc/contee/contee.yaml, ~/.config/contee/contee.yaml

            == Description
            """;
    private static final String SEE_ALSO = """

            == See also

            contee(1), contee-serve(1), contee-doctor(1)
            """;

    private final StringBuilder page;
    private boolean inCode;
    private boolean inTable;
    private boolean withDefaults;

    private ConfigurationPage(String version) {
        page = new StringBuilder(HEADER.formatted(version));
    }

    static String of(List<String> markdown, String version) {
        ConfigurationPage page = new ConfigurationPage(version);
        markdown.forEach(page::add);
        return page.page + SEE_ALSO;
    }

    private void add(String line) {
        if (line.startsWith("```")) {
            inCode = !inCode;
            page.append("----\n");
        } else if (inCode) {
            page.append(line).append('\n');
        } else if (line.startsWith("|")) {
            addRow(line);
        } else if (line.startsWith("## ")) {
            page.append("== ").append(line.substring("## ".length())).append('\n');
        } else if (!line.startsWith("# ") && !line.startsWith("<a ")) {
            inTable = false;
            page.append(inline(line)).append('\n');
        }
    }

    /** The first row is the header, the second one the line below it. */
    private void addRow(String row) {
        List<String> cells = List.of(CELL_BORDER.split(row.substring(1).strip()));
        if (cells.size() != 3) {
            throw new IllegalArgumentException("not a row of three columns: " + row);
        }
        if (!inTable) {
            inTable = true;
            withDefaults = cells.get(1).equals("default");
        } else if (!cells.get(0).startsWith("---")) {
            String second = inline(cells.get(1));
            String meaning = sentence(inline(cells.get(2)));
            String text = !withDefaults ? "In " + second + ": " + meaning : meaning + " Default: " + second + ".";
            page.append('\n')
                    .append(inline(cells.get(0)))
                    .append("::\n  ")
                    .append(text)
                    .append('\n');
        }
    }

    private static String sentence(String text) {
        return (Character.isLetter(text.charAt(0)) ? text.substring(0, 1).toUpperCase(Locale.ROOT) : text.charAt(0))
                + text.substring(1)
                + (text.endsWith(".") ? "" : ".");
    }

    /** Code as it is, and links without their target. */
    private static String inline(String markdown) {
        String text = LINK.matcher(markdown).replaceAll(link -> Matcher.quoteReplacement(link.group(1)));
        return CODE.matcher(text).replaceAll(code -> Matcher.quoteReplacement("*`+" + code.group(1) + "+`*"));
    }
}
