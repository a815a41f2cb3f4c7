package io.contee.domainxml;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** S stands for a serial, C for a console, followed by its target and, after '=', its alias. */
class ConsoleSlotTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    S                         | serial0
                    S S S                     | serial0 serial1 serial2
                    S C                       | serial0 (serial0)
                    C S                       | (serial0) serial0
                    S:isa-serial C:serial     | serial0 (serial0)
                    C                         | serial0
                    C:serial                  | serial0
                    C:virtio                  | console0
                    C:virtio C:virtio         | console0 console1
                    C C:virtio                | serial0 console1
                    S C C:virtio              | serial0 (serial0) console1
                    S C:virtio                | serial0 console1
                    C:virtio S                | console1 serial0
                    S:pci-serial C:virtio     | serial0 console0
                    S:usb-serial S C:virtio   | serial0 serial1 console0
                    S:isa-debug S             | - serial1
                    S=ua-a C=ua-b             | ua-a (ua-a)
                    S=serial7 S=ua-b          | serial0 ua-b
                    S=ua-a.b S=ua-            | serial0 ua-
                    C=ua-c                    | ua-c
                    S C:virtio=ua-v C:virtio  | serial0 ua-v console2
                    C:virtio C:serial         | console0 -
                    C C                       | serial0 -
                    S:isa-debug C:virtio      | - console0
                    S:isa-debug C             | - (serial0)
                    S:pci-serial C C:virtio   | serial0 (serial0) console1
                    C:sclp                    | console0
                    C:sclplm C:sclp           | console0 console1
                    S C:sclplm C:virtio       | serial0 console1 console2
                    C:xen                     | -
                    """)
    void numbersAsLibvirtDoes(String chardevs, String expected) {
        assertThat(ConsoleSlot.whenDefined(domain(chardevs)).stream().map(slot -> switch (slot.role()) {
                    case DEVICE -> slot.alias();
                    case MIRROR -> "(" + slot.alias() + ")";
                    case NONE -> "-";
                }))
                .containsExactly(expected.split(" "));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    S S S                     | serial0 serial1 serial2
                    S C C:virtio              | serial0 console1
                    C:virtio S                | serial0 console1
                    S C:virtio                | serial0 console1
                    S:pci-serial C:virtio     | console0 serial0
                    S:usb-serial S C:virtio   | console0 serial0 serial1
                    S:isa-debug S             | serial1
                    S S C:serial              | serial0 serial1
                    S:isa-debug C:virtio      | console0
                    C:virtio C:virtio         | console0 console1
                    C:xen C:virtio            | console1
                    S=ua-a C=ua-b C:virtio    | ua-a console1
                    """)
    void thePrimaryConsoleIsTheOneThatVirshOpens(String chardevs, String expected) {
        assertThat(domain(chardevs).consoleAliases()).containsExactly(expected.split(" "));
    }

    private static DomainXml domain(String chardevs) {
        StringBuilder devices = new StringBuilder();
        for (String chardev : chardevs.split(" ", -1)) {
            String name = chardev.startsWith("S") ? "serial" : "console";
            String[] alias = chardev.substring(1).split("=", -1);
            String target = alias[0].isEmpty() ? "" : "<target type='" + alias[0].substring(1) + "'/>";
            String aliasElement = alias.length < 2 ? "" : "<alias name='" + alias[1] + "'/>";
            devices.append("<" + name + " type='pty'>" + target + aliasElement + "</" + name + ">\n");
        }

        return DomainXml.parse(SampleXml.with(devices.toString()));
    }
}
