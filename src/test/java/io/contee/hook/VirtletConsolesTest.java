package io.contee.hook;

import static org.assertj.core.api.Assertions.assertThat;

import io.contee.broker.ConsoleSpec;
import io.contee.broker.GuestPlace;
import io.contee.domainxml.Rewriter;
import io.contee.testing.Domains;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VirtletConsolesTest {

    private static final Path SOCKET = Path.of("/var/lib/libvirt/streamer.sock");
    private static final String VIRTLETS = Domains.ORDINARY
            .replaceFirst(
                    "(?s)<serial.*</console>",
                    "<serial type='unix'><source mode='connect' path='" + SOCKET + "'/></serial>")
            .replaceFirst("<domain ", "<domain xmlns:q='http://libvirt.org/schemas/domain/qemu/1.0' ");

    private final ConsoleSpecReader reader = new ConsoleSpecReader(
            new Rewriter(Path.of("/run/contee/consoles"), Path.of("/var/log/contee/.pty")),
            Optional.of(new VirtletConsoles(SOCKET, Path.of("/var/log/pods"))));

    private List<ConsoleSpec> consoles(String xml) {
        return reader.read(xml).consoles();
    }

    private static String withLogPath(String path) {
        return VIRTLETS.replace(
                "</domain>",
                "<q:commandline><q:arg value='-v'/><q:env name='VIRTLET_CONTAINER_LOG_PATH' value='" + path
                        + "'/></q:commandline></domain>");
    }

    @Test
    void aSerialAtTheSharedSocketIsServed() {
        assertThat(consoles(VIRTLETS)).singleElement().satisfies(spec -> {
            assertThat(spec.id()).hasToString("web/serial0");
            assertThat(spec.place()).isEqualTo(new GuestPlace.SharedSocket(SOCKET));
            assertThat(spec.podLog()).isEmpty();
        });
        assertThat(consoles(VIRTLETS.replace("mode='connect'", "mode='bind'"))).isEmpty();
        assertThat(consoles(VIRTLETS.replace(".sock", ".socket"))).isEmpty();
    }

    @Test
    void withoutTheConfigurationItIsNot() {
        assertThat(new ConsoleSpecReader(new Rewriter(Path.of("/c"), Path.of("/l")))
                        .read(VIRTLETS)
                        .consoles())
                .isEmpty();
    }

    @Test
    void itsPodLogIsWhereVirtletHadIt() {
        assertThat(consoles(withLogPath("/var/log/pods/uid/vm_0.log")))
                .singleElement()
                .extracting(ConsoleSpec::podLog)
                .isEqualTo(Optional.of(Path.of("/var/log/pods/uid/vm_0.log")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "vm_0.log",
                "/var/log/pods",
                "/var/log/pods/vm.log",
                "/var/log/podsother/uid/vm.log",
                "/var/log/pods/uid/../../vm.log",
                "/var/log/pods/uid/./vm.log/",
                "/etc/cron.d/vm",
                "/var/log/pods/uid/&#9;.log"
            })
    void aPathElsewhereIsNotUsed(String path) {
        assertThat(consoles(withLogPath(path)))
                .singleElement()
                .extracting(ConsoleSpec::podLog)
                .isEqualTo(Optional.empty());
    }
}
