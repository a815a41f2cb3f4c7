package io.contee.domainxml;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.contee.model.ByteSize;
import io.contee.model.ConsoleMode;
import io.contee.model.ConteeException;
import io.contee.model.LogPolicy;
import io.contee.model.PodIdentity;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Reads metadata that others wrote, and writes and reads metadata of any values. */
class MetadataFuzz {

    private static final String[] DOMAINS = Seeds.domains().toArray(String[]::new);
    private static final int MOST_PARTS = 6;
    private static final int LONGEST_VALUE = 60;

    private static final String[] ELEMENTS = {"pod", "log", "annotation", "adopted", "before", "original", "other"};
    private static final String[] ATTRIBUTES = {
        "namespace", "name", "uid", "container", "maxSize", "maxFiles", "key", "digest", "of", "index", "mode", "x:y"
    };
    private static final String[] VALUES = {
        "unix",
        "pty",
        "off",
        "serial",
        "console",
        "uuid",
        "metadata",
        "contee",
        "0",
        "1",
        "1000",
        "16Mi",
        "128Ki",
        "ns",
        ""
    };

    static Stream<byte[]> seeds() {
        return Choices.seeds();
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "10s")
    void anyMetadata(byte[] bytes) {
        Choices choices = new Choices(bytes);
        if (choices.coin()) {
            Invariants.check(SampleXml.with("<serial type='pty'/>")
                    .replace("<memory", "<metadata>" + element("console", choices, 2) + "</metadata>\n  <memory"));
            return;
        }
        ConsoleMode mode = choices.of(ConsoleMode.values());
        ConsoleMetadata metadata;
        String xml;
        try {
            metadata = metadata(choices);
            xml = SampleXml.rewriter()
                    .rewrite(choices.of(DOMAINS), mode, RewriteOptions.DEFAULTS.withMetadata(metadata));
        } catch (ConteeException e) {
            Invariants.assertTellable(e);
            return;
        }
        Invariants.check(xml);
        assertThat(DomainXml.parse(xml).metadata()).contains(metadata.withMode(mode));
    }

    private static ConsoleMetadata metadata(Choices choices) {
        Map<String, String> annotations = new LinkedHashMap<>();
        for (int count = choices.below(MOST_PARTS + 1); count > 0; count--) {
            annotations.put(choices.text(LONGEST_VALUE), choices.text(LONGEST_VALUE));
        }
        return new ConsoleMetadata(
                Optional.empty(),
                choices.coin(),
                choices.coin()
                        ? Optional.of(new PodIdentity(
                                value(choices),
                                value(choices),
                                value(choices),
                                choices.coin() ? Optional.of(value(choices)) : Optional.empty()))
                        : Optional.empty(),
                choices.coin()
                        ? Optional.of(new LogPolicy(new ByteSize(choices.number()), (int) choices.number()))
                        : Optional.empty(),
                annotations);
    }

    private static String value(Choices choices) {
        return choices.coin() ? choices.of(VALUES) : choices.text(LONGEST_VALUE);
    }

    private static String element(String name, Choices choices, int depth) {
        StringBuilder xml = new StringBuilder("<c:" + name);
        if (name.equals("console")) {
            xml.append(" xmlns:c='").append(MetadataFormat.NAMESPACE).append("' xmlns:x='urn:x'");
        }
        for (int count = choices.below(MOST_PARTS + 1); count > 0; count--) {
            xml.append(' ')
                    .append(choices.of(ATTRIBUTES))
                    .append("='")
                    .append(text(choices))
                    .append('\'');
        }
        xml.append('>').append(text(choices));
        for (int count = depth > 0 ? choices.below(MOST_PARTS + 1) : 0; count > 0; count--) {
            xml.append(element(choices.of(ELEMENTS), choices, depth - 1));
        }
        return xml.append("</c:").append(name).append('>').toString();
    }

    /** Mostly well-formed. */
    private static String text(Choices choices) {
        String value = value(choices);
        return choices.below(10) == 9
                ? value
                : value.replace("&", "&amp;").replace("<", "&lt;").replace("'", "&apos;");
    }
}
