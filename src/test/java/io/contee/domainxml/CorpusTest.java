package io.contee.domainxml;

import static io.contee.domainxml.SampleXml.rewriter;
import static org.assertj.core.api.Assertions.assertThat;

import io.contee.model.ConsoleMode;
import io.contee.testing.Corpus;
import io.contee.testing.Corpus.Case;
import io.contee.testing.Corpus.Console;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/** Domains as people and tools write them. What becomes of each is read with the JDK's parser and not with contee's. */
class CorpusTest {

    private static final List<ConsoleMode> ON = List.of(ConsoleMode.UNIX, ConsoleMode.PTY);

    private static final Pattern CHARDEV =
            Pattern.compile("(?s)<(serial|console)\\b(?:\"[^\"]*\"|'[^']*'|[^\"'>/]|/(?!>))*(?:/>|>.*?</\\1\\s*>)");
    private static final String CONTEE = "(?s)\\s*<(contee|c):console\\b[^>]*?(/>|>.*?</\\1:console>)";
    private static final String EMPTY_METADATA = "\\s*(<metadata/>|<metadata>\\s*</metadata>)";
    private static final String UUID = "\\s*<uuid>[^<]*</uuid>";

    static List<Case> cases() {
        return Corpus.cases();
    }

    static List<String> wanted() {
        return Corpus.wanted();
    }

    private static String rewrite(String xml, ConsoleMode mode, boolean takeOver) {
        return rewriter().rewrite(xml, mode, RewriteOptions.DEFAULTS.withTakeOver(takeOver));
    }

    @Test
    void eachFileIsInTheTable() {
        assertThat(Corpus.cases())
                .extracting(c -> c.name() + ".xml")
                .containsExactlyInAnyOrderElementsOf(Corpus.files());
    }

    @ParameterizedTest
    @MethodSource("wanted")
    void isRewrittenToTheTextWanted(String file) {
        String[] name = file.split("\\.", -1);
        Case domain = Corpus.cases().stream()
                .filter(c -> c.name().equals(name[0]))
                .findFirst()
                .orElseThrow();

        assertThat(rewrite(domain.xml(), ConsoleMode.parse(name[1]), false)).isEqualTo(Corpus.wanted(file));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void eachConsoleBecomesWhatTheTableSays(Case domain) {
        for (boolean takeOver : new boolean[] {false, true}) {
            for (ConsoleMode mode : ON) {
                String rewritten = rewrite(domain.xml(), mode, takeOver);
                List<Element> before = consoles(parse(domain.xml()));
                List<Element> after = consoles(parse(rewritten));
                List<Console> expected = domain.consoles(takeOver);
                assertThat(before).hasSameSizeAs(expected);
                assertThat(after).as(rewritten).hasSameSizeAs(expected);
                for (int i = 0; i < expected.size(); i++) {
                    if (expected.get(i).changed()) {
                        assertBackend(
                                after.get(i),
                                before.get(i),
                                mode,
                                expected.get(i).alias(),
                                rewritten);
                    } else {
                        assertThat(after.get(i).isEqualNode(before.get(i)))
                                .as("console %d is left alone in %s", i, rewritten)
                                .isTrue();
                    }
                }
            }
        }
    }

    private static void assertBackend(Element after, Element before, ConsoleMode mode, String alias, String xml) {
        List<Element> ownersLogs = children(before, "log");
        if (mode == ConsoleMode.PTY && before.getAttribute("type").equals("pty") && !ownersLogs.isEmpty()) {
            assertThat(after.isEqualNode(before)).as("as asked already").isTrue();
            return;
        }
        String uuid = DomainXml.parse(xml).uuid().orElseThrow().toString();
        List<Element> sources = children(after, "source");
        assertThat(after.getAttribute("type")).isEqualTo(mode.toString());
        assertThat(after.hasAttribute("tty")).isFalse();
        if (mode == ConsoleMode.UNIX) {
            Element source = sources.get(0);
            assertThat(sources).hasSize(1);
            assertThat(source.getAttribute("mode")).isEqualTo("connect");
            assertThat(source.getAttribute("path")).isEqualTo("/run/contee/consoles/" + uuid + "/" + alias + ".guest");
            assertThat(children(source, "reconnect").get(0).getAttribute("enabled"))
                    .isEqualTo("yes");
            if (!xml.contains("<seclabel type='none' model='dac'/>")) {
                assertThat(children(source, "seclabel").get(0).getAttribute("relabel"))
                        .isEqualTo("no");
            }
        } else {
            Element log = children(after, "log").get(0);
            assertThat(sources).isEmpty();
            if (ownersLogs.isEmpty()) {
                assertThat(log.getAttribute("file")).isEqualTo("/var/log/contee/pty/" + uuid + "/" + alias + ".log");
                assertThat(log.getAttribute("append")).isEqualTo("on");
            } else {
                assertThat(log.isEqualNode(ownersLogs.get(0))).isTrue();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void nothingElseIsChangedInMeaning(Case domain) {
        for (ConsoleMode mode : ON) {
            Element before = withoutWhatMayChange(domain.xml(), domain.consoles());
            Element after = withoutWhatMayChange(rewrite(domain.xml(), mode, false), domain.consoles());

            assertThat(after.isEqualNode(before)).as("%s differs in more", mode).isTrue();
        }
    }

    private static Element withoutWhatMayChange(String xml, List<Console> consoles) {
        Element root = parse(xml);
        for (int i = 0; i < consoles.size(); i++) {
            if (consoles.get(i).changed()) {
                Element console = consoles(root).get(i);
                console.removeAttribute("type");
                console.removeAttribute("tty");
                children(console, "source").forEach(console::removeChild);
                children(console, "log").forEach(console::removeChild);
            }
        }
        for (Element metadata : children(root, "metadata")) {
            children(metadata, "console").forEach(metadata::removeChild);
            if (children(metadata, "*").isEmpty()) {
                root.removeChild(metadata);
            }
        }
        children(root, "uuid").forEach(root::removeChild);
        dropBlanks(root);
        return root;
    }

    /** What is not XML's meaning: outside the consoles each character stays, and of the consoles only those change. */
    @ParameterizedTest
    @MethodSource("cases")
    void nothingElseIsChangedInTheText(Case domain) {
        for (ConsoleMode mode : ON) {
            String before = domain.xml().replaceAll(CONTEE, "").replaceAll(EMPTY_METADATA, "");
            String after = rewrite(domain.xml(), mode, false)
                    .replaceAll(CONTEE, "")
                    .replaceAll(EMPTY_METADATA, "")
                    .replaceFirst(domain.xml().contains("<uuid>") ? "$^" : UUID, "");
            if (domain.consoles().stream().noneMatch(Console::changed)) {
                assertThat(after).isEqualTo(before);
            }
            assertThat(CHARDEV.matcher(after).replaceAll("CHARDEV"))
                    .isEqualTo(CHARDEV.matcher(before).replaceAll("CHARDEV"));
            List<String> chardevs = chardevs(before);
            List<String> rewritten = chardevs(after);
            long changed = 0;
            for (int i = 0; i < chardevs.size(); i++) {
                changed += chardevs.get(i).equals(rewritten.get(i)) ? 0 : 1;
            }
            assertThat(changed)
                    .isLessThanOrEqualTo(
                            domain.consoles().stream().filter(Console::changed).count());
        }
    }

    private static List<String> chardevs(String xml) {
        return CHARDEV.matcher(xml).results().map(MatchResult::group).toList();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aRewriteIsIdempotentReversibleAndIndependentOfThePast(Case domain) {
        for (boolean takeOver : new boolean[] {false, true}) {
            for (ConsoleMode first : ConsoleMode.values()) {
                String once = rewrite(domain.xml(), first, takeOver);

                assertThat(rewriter().rewrite(once, first)).isEqualTo(once);
                for (ConsoleMode second : ON) {
                    boolean remembered = takeOver && first != ConsoleMode.OFF;
                    assertThat(rewriter().rewrite(once, second)).isEqualTo(rewrite(domain.xml(), second, remembered));
                }
                if (!domain.name().equals("unix-path-of-contees-without-its-record")) {
                    assertThat(rewriter().rewrite(once, ConsoleMode.OFF)).isEqualTo(domain.xml());
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theEndpointsOfTheResultAreTheConsolesThatWereChanged(Case domain) {
        for (ConsoleMode mode : ON) {
            DomainXml rewritten = DomainXml.parse(rewrite(domain.xml(), mode, false));

            assertThat(rewriter().misdirected(rewritten)).isEmpty();
            assertThat(rewriter().endpoints(rewritten))
                    .allMatch(endpoint -> endpoint.mode() == mode)
                    .extracting(ConsoleEndpoint::alias)
                    .containsExactlyInAnyOrderElementsOf(domain.consoles().stream()
                            .filter(console -> console.changed() && !console.mirror())
                            .map(Console::alias)
                            .toList());
        }
    }

    private static Element parse(String xml) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setNamespaceAware(true);
            factory.setCoalescing(true);
            return factory.newDocumentBuilder()
                    .parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)))
                    .getDocumentElement();
        } catch (ParserConfigurationException | SAXException | IOException e) {
            throw new AssertionError(xml, e);
        }
    }

    private static List<Element> consoles(Element root) {
        Set<String> names = Set.of("serial", "console");
        return children(root, "devices").stream()
                .flatMap(devices -> children(devices, "*").stream())
                .filter(device -> device.getNamespaceURI() == null && names.contains(device.getLocalName()))
                .toList();
    }

    /** The children of a name, whatever their namespace in {@code <metadata>}, and of none elsewhere. */
    private static List<Element> children(Element parent, String name) {
        List<Element> children = new ArrayList<>();
        for (Node child = parent.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element element
                    && (name.equals("*") || element.getLocalName().equals(name))
                    && (element.getNamespaceURI() == null
                            || name.equals("*")
                            || element.getNamespaceURI().equals("urn:contee:console:1"))) {
                children.add(element);
            }
        }
        return children;
    }

    private static void dropBlanks(Element element) {
        for (Node child = element.getFirstChild(); child != null; ) {
            Node next = child.getNextSibling();
            if (child instanceof Element inner) {
                dropBlanks(inner);
            } else if (child.getNodeType() == Node.TEXT_NODE
                    && child.getTextContent().isBlank()) {
                element.removeChild(child);
            }
            child = next;
        }
    }
}
