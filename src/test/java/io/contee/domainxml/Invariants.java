package io.contee.domainxml;

import static org.assertj.core.api.Assertions.assertThat;

import io.contee.model.ConsoleMode;
import io.contee.model.ConteeException;

/** What holds for any text whatever: for fuzz tests, and for tests of what they have found. */
final class Invariants {

    /** The most that a rewrite adds: to a domain, for each of its consoles, and for each character (as an escape). */
    private static final int ADDED = 4096;

    private static final int ADDED_FOR_A_CONSOLE = 2048;
    private static final int LONGEST_ESCAPE = 6;

    private static final Rewriter REWRITER = SampleXml.rewriter();

    private Invariants() {}

    /**
     * Reads a text and rewrites it in every mode. The only failure is one that tells the user, in one short line.
     *
     * @throws AssertionError if something does not hold; it ends with the text, as a literal for a test
     */
    static void check(String xml) {
        try {
            read(xml);
        } catch (RuntimeException | Error e) {
            throw new AssertionError(e + "\non this text: " + literal(xml), e);
        }
    }

    private static void read(String xml) {
        DomainXml domain;
        try {
            domain = DomainXml.parse(xml);
        } catch (ConteeException e) {
            assertTellable(e);
            return;
        }
        for (ConsoleMode mode : ConsoleMode.values()) {
            try {
                REWRITER.endpoints(domain);
                REWRITER.misdirected(domain);
                rewrite(domain, mode, REWRITER.rewrite(xml, mode));
            } catch (ConteeException e) {
                assertTellable(e);
            }
        }
    }

    private static void rewrite(DomainXml domain, ConsoleMode mode, String once) {
        String xml = domain.text();
        assertThat(once.length())
                .as("output is bounded")
                .isLessThan(ADDED + ADDED_FOR_A_CONSOLE * domain.chardevs().size() + LONGEST_ESCAPE * xml.length());
        String off;
        try {
            assertThat(DomainXml.parse(once).name()).as("output is readable").isEqualTo(domain.name());
            assertThat(REWRITER.rewrite(once, mode))
                    .as("%s is idempotent", mode)
                    .isEqualTo(once);
            off = REWRITER.rewrite(once, ConsoleMode.OFF);
            assertThat(REWRITER.rewrite(off, ConsoleMode.OFF))
                    .as("off is idempotent")
                    .isEqualTo(off);
        } catch (ConteeException e) {
            throw new AssertionError("contee cannot read what it has written: " + e.getMessage(), e);
        }
        if (!namesContee(xml)) {
            assertThat(off).as("off gives back what %s was given", mode).isEqualTo(xml);
        }
    }

    /** Of a text with contee's paths that has no record of contee, off cannot know who wrote them, and drops them. */
    private static boolean namesContee(String xml) {
        return xml.contains("/run/contee/")
                || xml.contains("/var/log/contee/")
                || xml.contains(MetadataFormat.NAMESPACE);
    }

    static void assertTellable(ConteeException e) {
        assertThat(e.getMessage())
                .isNotBlank()
                .hasSizeLessThan(600)
                .doesNotContainPattern("[\\p{Cntrl}\\x{80}-\\x{9f}\\x{2028}\\x{2029}\\x{202a}-\\x{202e}]");
    }

    private static String literal(String text) {
        StringBuilder out = new StringBuilder("\"");
        text.chars().forEach(c -> {
            if (c == '"' || c == '\\') {
                out.append('\\').append((char) c);
            } else if (c == '\n') {
                out.append("\\n");
            } else if (c < ' ' || c > '~') {
                out.append(String.format("\\u%04x", c));
            } else {
                out.append((char) c);
            }
        });
        return out.append('"').toString();
    }
}
