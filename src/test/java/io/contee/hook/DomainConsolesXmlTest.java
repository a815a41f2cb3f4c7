package io.contee.hook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.contee.broker.ConsoleSpec;
import io.contee.broker.GuestPlace;
import io.contee.domainxml.ConsoleMetadata;
import io.contee.domainxml.RewriteOptions;
import io.contee.domainxml.Rewriter;
import io.contee.hook.ConsoleSpecReader.Consoles;
import io.contee.model.ByteSize;
import io.contee.model.ConsoleMode;
import io.contee.model.ConteeException;
import io.contee.model.LogPolicy;
import io.contee.model.PodIdentity;
import io.contee.model.PodRef;
import io.contee.testing.Domains;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DomainConsolesXmlTest {

    private static final String UUID_TEXT = "0b2ff1d6-1f4b-4f3c-9a3e-7d1f5a8e0c11";
    private static final Rewriter REWRITER =
            new Rewriter(Path.of("/run/contee/consoles"), Path.of("/var/log/contee/.pty"));

    private final ConsoleSpecReader reader = new ConsoleSpecReader(REWRITER);

    private static String withMetadata(String xml, Optional<PodIdentity> pod, Optional<LogPolicy> log) {
        return REWRITER.rewrite(
                xml,
                ConsoleMode.UNIX,
                RewriteOptions.DEFAULTS.withMetadata(
                        new ConsoleMetadata(Optional.of(ConsoleMode.UNIX), false, pod, log, Map.of())));
    }

    @Test
    void aConsoleInUnixModeIsServedAtItsSocket() {
        Consoles domain = reader.read(REWRITER.rewrite(Domains.ORDINARY, ConsoleMode.UNIX));
        assertThat(domain.domain().name()).isEqualTo("web");
        assertThat(domain.domain().uuid()).hasToString(UUID_TEXT);
        assertThat(domain.runId()).isZero();
        assertThat(domain.consoles()).singleElement().satisfies(spec -> {
            assertThat(spec.id()).hasToString("web/serial0");
            assertThat(spec.guestSocket()).isEqualTo(Path.of("/run/contee/consoles/" + UUID_TEXT + "/serial0.guest"));
            assertThat(spec.pod()).isEqualTo(new PodRef("libvirt", "web", UUID_TEXT, "serial0"));
            assertThat(spec.rawLog()).isEmpty();
        });
    }

    @Test
    void theIdOfTheRunIsTakenFromLiveXml() {
        String live = REWRITER.rewrite(Domains.ORDINARY, ConsoleMode.UNIX)
                .replaceFirst("<domain type='qemu'", "<domain type='qemu' id='42'");
        assertThat(reader.read(live).runId()).isEqualTo(42);
    }

    @Test
    void eachSerialIsAConsole() {
        Consoles domain = reader.read(REWRITER.rewrite(Domains.TWO_SERIALS, ConsoleMode.UNIX));
        assertThat(domain.consoles().stream().map(spec -> spec.id().alias())).containsExactly("serial0", "serial1");
        assertThat(domain.consoles().stream().map(spec -> spec.pod().container()))
                .containsExactly("serial0", "serial1");
    }

    @Test
    void thePrimaryConsoleIsFirstAndThePodsContainerWhereverItStands() {
        PodIdentity pod = new PodIdentity("default", "web-0", "f00d", Optional.of("vm"));
        String virtioFirst = Domains.ORDINARY.replace(
                "<serial type='pty'>",
                "<console type='pty'><target type='virtio'/></console>\n    <serial type='pty'>");
        Consoles domain = reader.read(withMetadata(virtioFirst, Optional.of(pod), Optional.empty()));
        assertThat(domain.consoles())
                .extracting(spec -> spec.id().alias(), ConsoleSpec::order, spec -> spec.pod()
                        .container())
                .containsExactly(tuple("serial0", 0, "vm"), tuple("console1", 1, "vm-console1"));
    }

    @Test
    void theFirstConsoleIsThePodsContainerAndTheSecondBesideIt() {
        PodIdentity pod = new PodIdentity("default", "web-0", "f00d", Optional.of("vm"));
        Consoles domain = reader.read(withMetadata(Domains.TWO_SERIALS, Optional.of(pod), Optional.empty()));
        assertThat(domain.consoles().stream().map(ConsoleSpec::pod))
                .containsExactly(
                        new PodRef("default", "web-0", "f00d", "vm"),
                        new PodRef("default", "web-0", "f00d", "vm-serial1"));
    }

    @Test
    void thePodOfADomainWithoutAContainerHasOneForEachConsole() {
        PodIdentity pod = new PodIdentity("default", "web-0", "f00d", Optional.empty());
        Consoles domain = reader.read(withMetadata(Domains.TWO_SERIALS, Optional.of(pod), Optional.empty()));
        assertThat(domain.consoles().stream().map(spec -> spec.pod().container()))
                .containsExactly("serial0", "serial1");
    }

    @Test
    void theDomainsLogPolicyIsThatOfItsRawLogs() {
        LogPolicy policy = new LogPolicy(ByteSize.parse("2Mi"), 5);
        Consoles domain = reader.read(withMetadata(Domains.TWO_SERIALS, Optional.empty(), Optional.of(policy)));
        assertThat(domain.consoles().stream().map(ConsoleSpec::rawLog))
                .containsExactly(Optional.of(policy), Optional.of(policy));
    }

    @Test
    void aConsoleInPtyModeIsServedFromItsLogAndThePtyOfARunningGuest() {
        String xml = REWRITER.rewrite(Domains.ORDINARY, ConsoleMode.PTY);
        Path log = Path.of("/var/log/contee/.pty/" + UUID_TEXT + "/serial0.log");
        assertThat(reader.read(xml).consoles())
                .singleElement()
                .extracting(ConsoleSpec::place)
                .isEqualTo(new GuestPlace.Pty(log, true, Optional.empty()));
        assertThat(reader.read(xml.replaceFirst("<log ", "<source path='/dev/pts/7'/><log "))
                        .consoles())
                .singleElement()
                .extracting(ConsoleSpec::place)
                .isEqualTo(new GuestPlace.Pty(log, true, Optional.of(Path.of("/dev/pts/7"))));
        assertThat(reader.read(xml.replaceFirst("<log ", "<source path='/etc/passwd'/><log "))
                        .consoles())
                .singleElement()
                .extracting(ConsoleSpec::place)
                .isEqualTo(new GuestPlace.Pty(log, true, Optional.empty()));
    }

    @Test
    void consolesInModeOffAreNotServed() {
        assertThat(reader.read(REWRITER.rewrite(Domains.ORDINARY, ConsoleMode.OFF))
                        .consoles())
                .isEmpty();
    }

    @Test
    void aDomainWithoutAUuidIsRefusedWithWhatToDo() {
        String xml = Domains.ORDINARY.replaceFirst("<uuid>.*</uuid>", "");
        assertThatThrownBy(() -> reader.read(xml))
                .isInstanceOf(ConteeException.class)
                .hasMessage("domain web has no <uuid>: pass the XML that libvirt gives, see 'virsh dumpxml'");
    }

    @Test
    void aSocketOfAnotherDomainIsRefused() {
        String clone = REWRITER.rewrite(Domains.ORDINARY, ConsoleMode.UNIX)
                .replace("<uuid>" + UUID_TEXT, "<uuid>11111111-1111-4111-8111-111111111111")
                .replace("<name>web", "<name>clone");
        assertThatThrownBy(() -> reader.read(clone))
                .isInstanceOf(ConteeException.class)
                .hasMessageStartingWith("domain clone: console serial0 has the path")
                .hasMessageContaining(UUID_TEXT)
                .message()
                .doesNotContain("\n");
    }
}
