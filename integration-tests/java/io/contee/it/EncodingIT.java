package io.contee.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.testcontainers.images.builder.Transferable;

/** Letters beyond ASCII reach libvirt, in whatever encoding and locale they come. */
class EncodingIT {

    private static final String TITLE = "<title>Büro 東京 😀</title>";

    @RegisterExtension
    private static final LibvirtHost HOST = new LibvirtHost();

    @ParameterizedTest
    @CsvSource({"UTF-8, UTF-8", "UTF-16, UTF-16LE", "GB18030, GB18030"})
    void aFileInAnyEncodingIsDefinedByAServerInTheCLocale(String declared, Charset charset) {
        HOST.stopContee();
        HOST.startContee(Map.of("LC_ALL", "C"));
        String xml = "<?xml version='1.0' encoding='" + declared + "'?>\n"
                + LibvirtHost.demoXml("office", 1).replaceFirst("(?s)^<\\?xml.*?\\?>\\s*", "");
        String titled = xml.replaceFirst("</name>", "</name>\n" + TITLE);
        String marked = charset.equals(StandardCharsets.UTF_16LE) ? "\uFEFF" + titled : titled;
        HOST.copyFileToContainer(Transferable.of(marked.getBytes(charset)), "/tmp/office.xml");

        HOST.contee("define", "/tmp/office.xml");

        HOST.adopt("office");
        assertThat(HOST.sh("virsh dumpxml office")).contains(TITLE);
    }
}
