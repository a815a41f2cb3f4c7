package io.contee.domainxml;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Reads and rewrites any text. Surefire's execution "fuzz" runs it; a class holds one fuzz test, as a JVM runs one. */
class TextFuzz {

    static Stream<byte[]> seeds() {
        return Seeds.domains().stream().map(xml -> xml.getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("seeds")
    @DictionaryEntries({
        "<serial type='pty'/>",
        "<console type='pty'>",
        "</console>",
        "<target type='virtio'/>",
        "<metadata>",
        "<contee:console xmlns:contee='urn:contee:console:1'>",
        "<contee:before digest=''>",
        "<contee:original of='serial' index='0'>",
        "<![CDATA[",
        "]]>",
        "<!--",
        "-->",
        "<?x",
        "?>",
        "&amp;",
        "&#10;",
        "xmlns='",
    })
    @FuzzTest(maxDuration = "10s")
    void anyText(byte[] text) {
        Invariants.check(new String(text, StandardCharsets.UTF_8));
    }
}
