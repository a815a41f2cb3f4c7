package io.contee.domainxml;

import static io.contee.domainxml.SampleXml.rewriter;
import static org.assertj.core.api.Assertions.assertThat;

import io.contee.model.ConsoleMode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every domain, tried on random ones. A failure names its seed. */
class RewriterPropertyTest {

    private static final int DOMAINS_PER_SEED = 60;

    static LongStream seeds() {
        return LongStream.range(0, 12);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aRewriteIsIdempotentReversibleAndIndependentOfThePast(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < DOMAINS_PER_SEED; i++) {
            String xml = new DomainGenerator(random).domain();
            ConsoleMode first = any(random, ConsoleMode.values());
            ConsoleMode second = any(random, ConsoleMode.values());
            String once = rewriter().rewrite(xml, first);

            assertThat(rewriter().rewrite(once, first)).as(xml).isEqualTo(once);
            assertThat(rewriter().rewrite(once, ConsoleMode.OFF)).as(xml).isEqualTo(xml);
            assertThat(rewriter().rewrite(once, second))
                    .as(xml)
                    .isEqualTo(rewriter().rewrite(xml, second));
            DomainXml domain = DomainXml.parse(once);
            assertThat(rewriter().misdirected(domain)).as(xml).isEmpty();
            assertThat(rewriter().endpoints(domain)).as(xml).doesNotHaveDuplicates();
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void anEditBesideTheConsolesIsNeverLost(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < DOMAINS_PER_SEED; i++) {
            String xml = new DomainGenerator(random).domain();
            ConsoleMode first = any(random, ConsoleMode.values());
            ConsoleMode second = any(random, ConsoleMode.values());
            String edited = rewriter().rewrite(xml, first).replaceFirst("<memory", "<memory dumpCore='off'");

            String once = rewriter().rewrite(edited, second);

            assertThat(rewriter().rewrite(once, second)).as(xml).isEqualTo(once);
            assertThat(once).as(xml).contains("<memory dumpCore='off'");
            String off = rewriter().rewrite(once, ConsoleMode.OFF);
            assertThat(rewriter().rewrite(off, ConsoleMode.OFF)).as(xml).isEqualTo(off);
            assertThat(off).as(xml).doesNotContain("<contee:", "/run/contee/consoles", "/var/log/contee/pty");
        }
    }

    private static <T> T any(Random random, T[] of) {
        return of[random.nextInt(of.length)];
    }

    /** Writes domains as different people and tools would, one style each. */
    private static final class DomainGenerator {

        private final Random random;
        private final String newline;
        private final String unit;

        DomainGenerator(Random random) {
            this.random = random;
            newline = pick("\n", "\n", "\r\n", "");
            unit = pick("  ", "  ", "\t", "    ", "");
        }

        private String pick(String... of) {
            return any(random, of);
        }

        private boolean chance(int percent) {
            return random.nextInt(100) < percent;
        }

        private String line(int depth, String content) {
            return (newline.isEmpty() ? "" : newline + unit.repeat(depth)) + content;
        }

        private String attribute(String name, String value) {
            String quote = pick("'", "\"");
            return pick(" ", " ", "  ", newline + " ", "\t") + name + pick("=", "=", " = ") + quote + value + quote;
        }

        private String noise(int depth) {
            return chance(75)
                    ? ""
                    : line(
                            depth,
                            pick(
                                    "<!-- <serial type='pty'/> > -->",
                                    "<?pi <console type='pty'>?>",
                                    "<x:serial xmlns:x='urn:x' type='pty'/>",
                                    "<weird><![CDATA[<serial type='pty'>]]></weird>",
                                    "&#60;&amp;",
                                    " "));
        }

        String domain() {
            StringBuilder out = new StringBuilder(pick("", "", "<?xml version='1.0' encoding='UTF-8'?>" + newline));
            out.append(chance(10) ? "<!-- 😀 first -->" + newline : "").append("<domain");
            for (String a : shuffled(attribute("type", "kvm"), attribute("xmlns:q", "urn:q"))) {
                out.append(a);
            }
            out.append(">").append(noise(1));
            out.append(line(
                    1,
                    "<name>" + pick("web", "w&amp;b", "<![CDATA[<w>]]>", "w<!-- x -->&#98;", "bücher 😀") + "</name>"));
            if (chance(70)) {
                out.append(line(1, "<uuid>" + pick(SampleXml.UUID, " 6F1B2C3D000040008000-00000000000A") + "</uuid>"));
            }
            out.append(noise(1)).append(chance(30) ? line(1, "<title>a > b</title>") : "");
            if (chance(40)) {
                out.append(line(
                        1,
                        pick(
                                "<metadata/>",
                                "<metadata ></metadata>",
                                "<metadata>" + newline + unit + "</metadata>",
                                "<metadata><a:a xmlns:a='urn:a'><serial type='pty'/></a:a></metadata>",
                                "<metadata>" + line(2, "<a:a xmlns:a='urn:a'/>") + line(1, "</metadata>"),
                                "<metadata><c:console xmlns:c='urn:contee:console:1' mode='off'/></metadata>",
                                "<metadata>" + line(2, "<c:console xmlns:c='urn:contee:console:1'>")
                                        + "<c:annotation key='&#10;k'>v&lt;</c:annotation></c:console>"
                                        + line(1, "</metadata>"))));
            }
            out.append(line(1, "<memory>1</memory>")).append(line(1, "<devices>"));
            int count = random.nextInt(6);
            for (int i = 0; i < count; i++) {
                out.append(noise(2)).append(line(2, chardev()));
            }
            return out.append(noise(2))
                    .append(line(1, "</devices>"))
                    .append(line(0, "</domain>"))
                    .append(newline)
                    .toString();
        }

        private String chardev() {
            String name = pick("serial", "serial", "console", "console", "channel", "parallel");
            String type = pick("pty", "pty", "pty", "unix", "file", "tcp");
            StringBuilder out = new StringBuilder("<" + name);
            for (String a : shuffled(
                    chance(90) ? attribute("type", type) : "",
                    chance(20) ? attribute("tty", "/dev/pts/&#51;") : "",
                    chance(10) ? attribute("x", "a>b/") : "")) {
                out.append(a);
            }
            out.append(pick("", "", " ", newline));
            if (chance(15)) {
                return out + "/>";
            }
            out.append(">");
            for (String child : shuffled(
                    noise(3),
                    chance(40) ? line(3, source(type)) : "",
                    chance(60) ? line(3, "<target" + (chance(60) ? attribute("type", target(name)) : "") + "/>") : "",
                    chance(20) ? line(3, "<alias name='" + pick("ua-" + random.nextInt(99), "serial0") + "'/>") : "",
                    chance(20) ? line(3, "<log file='/l/&lt;x'></log>") : "",
                    chance(20) ? line(3, "<protocol type='raw'/>") : "")) {
                out.append(child);
            }
            return out.append(pick(line(2, ""), ""))
                    .append("</" + name + pick("", " ") + ">")
                    .toString();
        }

        private String source(String type) {
            return switch (type) {
                case "unix" -> "<source mode='" + pick("bind", "connect") + "' path='/run/else/x.guest'/>";
                case "pty" -> pick("<source path='/dev/pts/1'/>", "<source path='/dev/pts/1'></source><source/>");
                default -> "<source path='/x'><seclabel relabel='no'/></source>";
            };
        }

        private String target(String name) {
            return name.equals("console") ? pick("serial", "virtio") : pick("isa-serial", "pci-serial", "isa-debug");
        }

        private List<String> shuffled(String... parts) {
            List<String> list = new ArrayList<>(List.of(parts));
            Collections.shuffle(list, random);
            return list;
        }
    }
}
