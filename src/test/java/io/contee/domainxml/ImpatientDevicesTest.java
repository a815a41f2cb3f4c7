package io.contee.domainxml;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImpatientDevicesTest {

    private static String domain(String arch, String console) {
        return "<domain type='qemu' id='1'><name>web</name><uuid>00000000-0000-0000-0000-000000000001</uuid><os><type"
                + arch + ">hvm</type></os><devices>" + console + "</devices></domain>";
    }

    @ParameterizedTest
    @CsvSource({
        "x86_64, isa-serial, '', ''",
        "x86_64, pci-serial, '', ''",
        "x86_64, usb-serial, '', holds_qemu",
        "x86_64, '', '', ''",
        "'', '', '', ''",
        "aarch64, system-serial, pl011, holds_qemu",
        "aarch64, '', '', holds_qemu",
        "armv7l, '', '', holds_qemu",
        "riscv64, system-serial, 16550a, ''",
        "riscv64, '', '', ''",
        "aarch64, pci-serial, pci-serial, ''",
        "ppc64le, spapr-vio-serial, spapr-vty, holds_qemu",
        "ppc64, '', '', holds_qemu",
        "s390x, sclp-serial, sclpconsole, holds_qemu",
        "s390x, '', '', holds_qemu",
    })
    void aSerialIsKnownByItsTargetOrTheArchitecture(String arch, String type, String model, String expected) {
        String target = "<target" + (type.isEmpty() ? "" : " type='" + type + "'") + " port='0'>"
                + (model.isEmpty() ? "" : "<model name='" + model + "'/>") + "</target>";
        assertKnown(arch, "<serial type='unix'>" + target + "<alias name='serial0'/></serial>", "serial0", expected);
    }

    @ParameterizedTest
    @CsvSource({
        "x86_64, virtio, drops",
        "s390x, sclp, holds_qemu",
        "s390x, sclplm, holds_qemu",
        "aarch64, virtio, drops",
    })
    void aConsoleIsKnownByItsTarget(String arch, String type, String expected) {
        assertKnown(
                arch,
                "<console type='unix'><target type='" + type + "' port='1'/><alias name='console1'/></console>",
                "console1",
                expected);
    }

    private static void assertKnown(String arch, String console, String alias, String expected) {
        DomainXml domain = DomainXml.parse(domain(arch.isEmpty() ? "" : " arch='" + arch + "'", console));
        assertThat(domain.impatientDevice(alias)
                        .map(device -> device.name().toLowerCase(Locale.ROOT))
                        .orElse(""))
                .isEqualTo(expected);
    }
}
