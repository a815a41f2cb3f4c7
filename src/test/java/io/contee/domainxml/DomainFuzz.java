package io.contee.domainxml;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.contee.model.ConsoleMode;
import io.contee.model.ConteeException;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Reads and rewrites domains that people and programs have edited, before and after contee rewrote them. */
class DomainFuzz {

    private static final String[] DOMAINS = Seeds.domains().toArray(String[]::new);
    private static final int MOST_CHANGES = 8;
    private static final int LONGEST_VALUE = 40;

    private static final Pattern TAG = Pattern.compile("<[^>]*>");
    private static final Pattern VALUE = Pattern.compile("(?<=['\"])[^'\"<>]*(?=['\"])");
    private static final Pattern CONTENT = Pattern.compile("(?<=>)[^<>]+(?=<)");

    private static final String[] FRAGMENTS = {
        "<serial type='pty'/>",
        "<serial type='pty'><target type='isa-serial'/></serial>",
        "<serial>\r\n<source/><source path='/dev/pts/1'>\t</source></serial>",
        "<serial tty='/dev/pts/1' type = \"pty\" ><log file='/x'/></serial >",
        "<console type='pty'/>",
        "<console type='pty'><target type='virtio'/></console>",
        "<console type='unix'><source mode='bind' path='/x'/><target type='serial'/></console>",
        "<alias name='ua-x'/>",
        "<alias name='serial0'/>",
        "<target type='sclp' port='7'/>",
        "<log file='/var/log/contee/pty/x' append='on'/>",
        "<source mode='connect' path='/run/contee/consoles/" + SampleXml.UUID + "/serial0.guest'/>",
        "<metadata/>",
        "<metadata><contee:console xmlns:contee='urn:contee:console:1' mode='pty'/></metadata>",
        "<contee:console xmlns:contee='urn:contee:console:1'/>",
        "<contee:before digest=''><contee:original of='console' index='0'>&lt;a/></contee:original></contee:before>",
        "<uuid>" + SampleXml.UUID + "</uuid>",
        "<name>other</name>",
        "<title>a > b ]] &amp;</title>",
        "<devices/>",
        "<!-- <serial type='pty'/> -->",
        "<![CDATA[<serial type='pty'>]]>",
        "<?x <console?>",
        "<x:serial xmlns:x='urn:x' type='pty'/>",
        " ",
        "\r\n\t",
    };

    private static final String[] VALUES = {
        "pty",
        "unix",
        "tcp",
        "",
        "serial",
        "console",
        "virtio",
        "metadata",
        "contee",
        "uuid",
        "off",
        "on",
        "0",
        "999999999",
        "serial0",
        "../x",
        "/run/contee/consoles/" + SampleXml.UUID + "/serial0.guest",
        "/var/log/contee/pty/" + SampleXml.UUID + "/serial0.log",
        "&lt;serial/&gt;",
        "&#13;&#10;",
    };

    static Stream<byte[]> seeds() {
        return Choices.seeds();
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "10s")
    void editedDomains(byte[] bytes) {
        Choices choices = new Choices(bytes);
        String xml = choices.of(DOMAINS);
        for (int changes = choices.below(MOST_CHANGES + 1); changes > 0; changes--) {
            xml = changed(xml, choices);
        }
        Invariants.check(xml);
    }

    private static String changed(String xml, Choices choices) {
        return switch (choices.below(9)) {
            case 0 -> rewritten(xml, choices.of(ConsoleMode.values()));
            case 1 -> replaced(xml, VALUE, choices.of(VALUES), choices);
            case 2 -> replaced(xml, VALUE, choices.text(LONGEST_VALUE), choices);
            case 3 -> replaced(xml, CONTENT, choices.of(VALUES), choices);
            case 4 -> replaced(xml, TAG, "", choices);
            case 5 -> moved(xml, choices);
            case 6 -> choices.coin() ? xml.replace("\n", "\r\n") : xml.replaceAll(">\\s+<", "><");
            case 7 -> xml.replace('\'', '"');
            default -> inserted(xml, choices.of(FRAGMENTS), choices);
        };
    }

    private static String rewritten(String xml, ConsoleMode mode) {
        try {
            return SampleXml.rewrite(xml, mode);
        } catch (ConteeException e) {
            return xml;
        }
    }

    private static String replaced(String xml, Pattern pattern, String by, Choices choices) {
        List<MatchResult> all = pattern.matcher(xml).results().toList();
        if (all.isEmpty()) {
            return xml;
        }
        MatchResult one = all.get(choices.below(all.size()));
        return xml.substring(0, one.start()) + by + xml.substring(one.end());
    }

    private static String inserted(String xml, String fragment, Choices choices) {
        int at = tagEnd(xml, choices);
        return xml.substring(0, at) + fragment + xml.substring(at);
    }

    /** Takes what stands between two tags, and puts it behind another tag, or there too. */
    private static String moved(String xml, Choices choices) {
        int one = tagEnd(xml, choices);
        int other = tagEnd(xml, choices);
        String part = xml.substring(Math.min(one, other), Math.max(one, other));
        String rest =
                choices.coin() ? xml : xml.substring(0, Math.min(one, other)) + xml.substring(Math.max(one, other));
        return inserted(rest, part, choices);
    }

    private static int tagEnd(String xml, Choices choices) {
        List<MatchResult> tags = TAG.matcher(xml).results().toList();
        return tags.isEmpty() ? 0 : tags.get(choices.below(tags.size())).end();
    }
}
