package io.contee.domainxml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.contee.model.ByteSize;
import io.contee.model.ConsoleMode;
import io.contee.model.ConteeException;
import io.contee.model.LogFormat;
import io.contee.model.LogPolicy;
import io.contee.model.LogRotation;
import io.contee.model.PodIdentity;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DomainXmlTest {

    @Test
    void readsWhoTheDomainIs() {
        DomainXml domain = DomainXml.parse(SampleXml.resource("ordinary.xml"));

        assertThat(domain.name()).isEqualTo("web & co");
        assertThat(domain.uuid()).contains(UUID.fromString(SampleXml.UUID));
        assertThat(domain.id()).isEmpty();
        assertThat(domain.metadata()).isEmpty();
    }

    @Test
    void readsLiveXml() {
        DomainXml domain = DomainXml.parse(SampleXml.resource("live-unix.xml"));

        assertThat(domain.id()).isEqualTo(OptionalInt.of(3));
        assertThat(domain.metadata().orElseThrow().pod())
                .contains(new PodIdentity("ns", "demo", "u-1", Optional.empty()));
        Chardev serial = domain.chardevs().get(0);
        assertThat(serial.alias()).contains("serial0");
        assertThat(serial.source())
                .contains(new Chardev.Source(
                        Optional.of("connect"), Optional.of(SampleXml.SOCKETS + "serial0.guest"), true, true));
    }

    @Test
    void listsOnlyTheDevicesNotElementsOfTheSameNamesElsewhere() {
        assertThat(DomainXml.parse(SampleXml.resource("ordinary.xml")).chardevs())
                .extracting(c -> c.kind() + " " + c.index() + " " + c.type())
                .containsExactly(
                        "serial 0 pty",
                        "serial 1 pty",
                        "serial 2 file",
                        "serial 3 unix",
                        "console 0 pty",
                        "console 1 pty",
                        "console 2 tcp");
    }

    @Test
    void readsWhatAChardevStates() {
        Chardev debug =
                DomainXml.parse(SampleXml.resource("ordinary.xml")).chardevs().get(1);

        assertThat(debug.alias()).contains("ua-debug");
        assertThat(debug.log()).contains(new Chardev.Log("/var/log/own/serial1.log", false));
        assertThat(debug.targetType()).contains("isa-serial");
        assertThat(debug.targetPort()).isEqualTo(OptionalInt.of(1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "6f1b2c3d-0000-4000-8000-00000000000a",
                "6F1B2C3D-0000-4000-8000-00000000000A",
                "6f1b2c3d000040008000-00000000000a",
                "\n 6f1b2c3d00004000800000000000000a \t"
            })
    void aUuidIsReadInEachFormThatLibvirtTakes(String uuid) {
        assertThat(DomainXml.parse("<domain><name>a</name><uuid>" + uuid + "</uuid></domain>")
                        .uuid())
                .contains(UUID.fromString(SampleXml.UUID));
    }

    @Test
    void aNameMayBeSplitByCommentsAndCdata() {
        assertThat(DomainXml.parse("<domain><name>a<!-- b --><![CDATA[c&]]>&#100;</name></domain>")
                        .name())
                .isEqualTo("ac&d");
    }

    @Test
    void readsMetadataWrittenByHandUnderAnyPrefix() {
        DomainXml domain = DomainXml.parse("""
                        <domain xmlns:c='urn:contee:console:1'><name>a</name><metadata><c:console mode='pty'>
                          <!-- mine --><c:pod namespace='ns' name='p' uid='u' container='c'/>
                          <c:log maxFiles='3' maxSize='16Mi'/><c:annotation key='app'>web</c:annotation>
                          <x:y xmlns:x='urn:x'/></c:console></metadata></domain>""");

        assertThat(domain.metadata())
                .contains(new ConsoleMetadata(
                        Optional.of(ConsoleMode.PTY),
                        false,
                        Optional.of(new PodIdentity("ns", "p", "u", Optional.of("c"))),
                        Optional.of(new LogPolicy(ByteSize.parse("16Mi"), 3)),
                        Map.of("app", "web")));
    }

    @Test
    void readsHowTheLogsAreKept() {
        DomainXml domain = DomainXml.parse("""
                        <domain><name>a</name><metadata><c:console xmlns:c='urn:contee:console:1'>
                          <c:log maxFiles='3' maxSize='16Mi' rotate='daily' format='cri' gzip='yes' subDir='a/b'/>
                        </c:console></metadata></domain>""");
        LogPolicy log = domain.metadata().orElseThrow().log().orElseThrow();
        assertThat(log.rotate()).contains(LogRotation.DAILY);
        assertThat(log.format()).contains(LogFormat.CRI);
        assertThat(log.gzip()).contains(true);
        assertThat(log.subDir()).contains("a/b");
    }

    @ParameterizedTest
    @CsvSource({
        "rotate='weekly'",
        "rotate='truncate-pods'",
        "format='xml'",
        "gzip='true'",
        "subDir='..'",
        "subDir='/a'",
        "subDir='a/../b'",
        "subDir=''"
    })
    void whatIsNoWayToKeepALogIsRefused(String attribute) {
        assertThatThrownBy(() -> DomainXml.parse("<domain><name>a</name><metadata>"
                                + "<c:console xmlns:c='urn:contee:console:1'><c:log maxFiles='3' maxSize='16Mi' "
                                + attribute + "/></c:console></metadata></domain>")
                        .metadata())
                .isInstanceOf(ConteeException.class)
                .hasMessageContaining(attribute.substring(attribute.indexOf('\'')));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    <c:console mode='loud'/>                          | mode 'loud' is unknown
                    <c:console modus='pty'/>                          | unknown attribute 'modus'
                    <c:console takeOver='maybe'/>                     | takeOver='maybe' is neither yes nor no
                    <c:console><c:pot/></c:console>                   | <contee:pot> is unknown
                    <c:console><c:log maxSize='1Mi'/></c:console>     | no attribute 'maxFiles'
                    <c:console><c:log maxSize='x' maxFiles='1'/></c:console>    | size 'x' is not a size
                    <c:console><c:log maxSize='1Mi' maxFiles='-'/></c:console>  | maxFiles='-' is not a number
                    <c:console><c:pod namespace='a/b' name='p' uid='u'/></c:console> | namespace 'a/b' cannot be
                    <c:console><c:log maxSize='1Mi' maxFiles='1'/><c:log maxSize='1Mi' maxFiles='1'/></c:console> | more than one
                    """)
    void metadataThatIsWrongIsTold(String console, String message) {
        assertThatThrownBy(() -> DomainXml.parse("<domain xmlns:c='urn:contee:console:1'><name>a</name><metadata>"
                        + console + "</metadata></domain>"))
                .isInstanceOf(ConteeException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<domain/>",
                "<?xml version='1.0'?><domain/>",
                "<?xml version='1.0'\n encoding='ISO-8859-1'?>\n<domain/>",
                "<?xml version=\"1.0\" encoding=\"UTF-16\" standalone=\"yes\" ?>\r\n\r\n<domain/>",
            })
    void theDeclarationIsLeftOutWhateverItSays(String xml) {
        assertThat(DomainXml.withoutDeclaration(xml)).isEqualTo("<domain/>");
    }

    @Test
    void whatIsNoDeclarationStays() {
        for (String xml : List.of(" <?xml version='1.0'?><domain/>", "<?xml-model href='a'?><domain/>")) {
            assertThat(DomainXml.withoutDeclaration(xml)).isEqualTo(xml);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    <network><name>a</name></network>             | root element is <network>, not <domain>
                    <x:domain xmlns:x='urn:x'><name>a</name></x:domain> | in the namespace 'urn:x'
                    <domain xmlns='urn:x'><name>a</name></domain> | in the namespace 'urn:x'
                    <domain/>                                     | has no <name>
                    <domain><devices><name>a</name></devices></domain> | has no <name>
                    <domain><name/></domain>                      | domain name is empty
                    <domain><name>../etc</name></domain>          | domain name '../etc' cannot be
                    <domain><name>a&#10;b</name></domain>         | control character
                    <domain><name>a</name><uuid/></domain>        | uuid '' is malformed
                    <domain><name>a</name><uuid>6f1b</uuid></domain> | uuid '6f1b' is malformed
                    """)
    void whatIsNoDomainIsRefused(String xml, String message) {
        assertThatThrownBy(() -> DomainXml.parse(xml))
                .isInstanceOf(ConteeException.class)
                .hasMessageContaining(message)
                .message()
                .doesNotContainPattern("\\p{Cntrl}");
    }
}
