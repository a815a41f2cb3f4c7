package io.contee.collect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RedactionTest {

    private static final String XML = """
            <domain type='qemu' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>
              <name>keys</name>
              <description>root password: hunter2-not-real</description>
              <metadata>
                <contee:console xmlns:contee="urn:contee:console:1" mode="pty"/>
                <nova:instance xmlns:nova="http://openstack.org/nova" key="KEY-not-real">
                  <nova:user>TOKEN-not-real</nova:user>
                  <plain>TOKEN-not-real</plain>
                </nova:instance>
              </metadata>
              <sysinfo type='fwcfg'><entry name='opt/com.example/config'>{"hash":"x-not-real"}</entry></sysinfo>
              <sysinfo type='smbios'><oemStrings><entry>credential=x-not-real</entry></oemStrings></sysinfo>
              <os><kernel>/boot/vmlinuz</kernel><cmdline>console=ttyS0 token=TOKEN-not-real</cmdline></os>
              <launchSecurity type='sev'><session>x-not-real</session></launchSecurity>
              <devices>
                <disk><source protocol='https' name='a' query='sig=x-not-real'>
                  <cookies><cookie name='sid'>x-not-real</cookie></cookies></source></disk>
                <graphics type='vnc' port='-1' passwd='vncpw-not-real'/>
              </devices>
              <qemu:commandline>
                <qemu:arg value='-smbios'/>
                <qemu:arg value='type=11,value=hunter2-not-real'/>
                <qemu:env name='CEPH_ARGS' value='--key=KEY-not-real'/>
              </qemu:commandline>
              <!-- not-real -->
            </domain>
            """;

    @Test
    void whatMayBeSecretInXmlIsRemovedByItsPlaceAndListed() {
        XmlRedaction.Redacted redacted = XmlRedaction.of(XML);
        assertThat(redacted.text())
                .doesNotContain("not-real")
                .contains("<name>keys</name>", "mode=\"pty\"", "/boot/vmlinuz", "name=\"CEPH_ARGS\"", "port=\"-1\"")
                .contains("<cmdline>[redacted]</cmdline>");
        assertThat(redacted.places())
                .contains(
                        "domain/os/cmdline",
                        "domain/devices/graphics/@passwd",
                        "domain/qemu:commandline/qemu:arg/@value (2)",
                        "domain/sysinfo/entry");
    }

    @Test
    void credentialsInAddressesAndInTheOptionsOfSourcesAreRemoved() {
        XmlRedaction.Redacted redacted = XmlRedaction.of("""
                <domain type='kvm' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0' xmlns:v='urn:vendor'>
                  <title>pw x-not-real</title>
                  <metadata><plain key='x-not-real'/><v:user name='x-not-real'/></metadata>
                  <os v:token='x-not-real'><kernel>http://u:x-not-real@h/k?sig=x-not-real</kernel></os>
                  <devices><disk>
                    <source file='json:{"password":"x-not-real"}'/>
                    <backingStore><source protocol='rbd' name='pool/image:id=a:key=x-not-real'/></backingStore>
                    <mirror><source protocol='https' name='image?sig=x-not-real'/></mirror>
                    <source file='/images/a:b.img'/>
                  </disk></devices>
                </domain>
                """);
        assertThat(redacted.text())
                .doesNotContain("not-real")
                .contains(
                        "http://[redacted]@h/k?[redacted]",
                        "file=\"json:[redacted]\"",
                        "name=\"pool/image:id=[redacted]\"",
                        "name=\"image?[redacted]\"",
                        "file=\"/images/a:b.img\"");
        assertThat(redacted.places())
                .contains(
                        "domain/title",
                        "domain/metadata/plain/@key",
                        "domain/metadata/v:user/@name",
                        "domain/os/@token",
                        "domain/os/kernel",
                        "domain/devices/disk/source/@file");
    }

    private static String redact(QemuLogRedaction redaction, String log) {
        StringBuilder left = new StringBuilder();
        log.lines().map(redaction::line).flatMap(Optional::stream).forEach(line -> left.append(line)
                .append('\n'));
        return left.toString();
    }

    @Test
    void ofQemusCommandLineTheNamesStayAndTheValuesThatDescribeTheMachine() {
        QemuLogRedaction redaction = new QemuLogRedaction();
        String left = redact(redaction, """
                2026-11-20 10:00:00.000+0000: starting up libvirt version: 9.0.0, qemu version: 7.2.22, hostname: kvm1
                LC_ALL=C \\
                CEPH_ARGS='--key=KEY-not-real' \\
                /usr/bin/qemu-system-x86_64 \\
                -name guest=keys,debug-threads=on \\
                -object '{"qom-type":"secret","id":"s","data":"x-not-real"}' \\
                -device virtio-net-pci,mac=52:54:00:00:00:01,mytoken=x-not-real,id=n \\
                -fw_cfg 'name=opt/x,string=two
                lines-not-real' \\
                -S \\
                -append 'console=ttyS0 join_token=it'\\''s-not-real' \\
                -msg timestamp=on
                char device redirected to /dev/pts/7 (label charserial0)
                2026-11-20T10:00:01.000000Z qemu-system-x86_64: -fw_cfg name=x,string=x-not-real: it is too long
                """);
        assertThat(left).doesNotContain("not-real").isEqualTo("""
                        2026-11-20 10:00:00.000+0000: starting up libvirt version: 9.0.0, qemu version: 7.2.22, hostname: kvm1
                        LC_ALL=C \\
                        CEPH_ARGS=[redacted] \\
                        /usr/bin/qemu-system-x86_64 \\
                        -name guest=keys,debug-threads=on \\
                        -object [redacted] \\
                        -device virtio-net-pci,mac=52:54:00:00:00:01,mytoken="[redacted]",id=n \\
                        -fw_cfg [redacted] \\
                        -S \\
                        -append [redacted] \\
                        -msg timestamp=on
                        char device redirected to /dev/pts/7 (label charserial0)
                        2026-11-20T10:00:01.000000Z qemu-system-x86_64: -fw_cfg [redacted]: it is too long
                        """);
        assertThat(redaction.redacted()).isEqualTo(List.of("-append", "-device", "-fw_cfg", "-object", "CEPH_ARGS"));
    }

    @Test
    void whatQemuQuotesInItsMessagesIsRemovedToo() {
        QemuLogRedaction redaction = new QemuLogRedaction();
        assertThat(redact(redaction, """
                qemu-kvm: -device x,mytoken=x-not-real: Property 'x.mytoken' does not take 'x-not-real'
                qemu-kvm: -object secret,data=x-not-real: Invalid parameter 'x-not-real'
                qemu-kvm: Could not open 'https://u:x-not-real@h/disk?sig=x-not-real': timeout
                qemu-kvm: -device pc-dimm,id=d: no slots
                """)).isEqualTo("""
                        qemu-kvm: -device x,mytoken="[redacted]": Property '[redacted]' does not take '[redacted]'
                        qemu-kvm: -object [redacted]: Invalid parameter '[redacted]'
                        qemu-kvm: Could not open 'https://[redacted]@h/disk?[redacted]': timeout
                        qemu-kvm: -device pc-dimm,id=d: no slots
                        """);
        assertThat(redaction.redacted()).containsExactly("-device", "-object", "addresses");
    }

    @Test
    void aSecretPropertyIsRemovedToItsEnd() {
        assertThat(redact(new QemuLogRedaction(), """
                1: starting up libvirt version: 9.0.0
                -device x,password=a,,x-not-real,id=n \\
                -device '{"driver":"x","password":"a\\"x-not-real","id":"n"}' \\
                LC_ALL=C PATH=/bin /usr/bin/qemu -append x-not-real
                """)).isEqualTo("""
                        1: starting up libvirt version: 9.0.0
                        -device x,password="[redacted]",id=n \\
                        -device '{"driver":"x","password":"[redacted]","id":"n"}' \\
                        LC_ALL=[redacted]
                        """);
    }

    @Test
    void aPieceOfALogThatBeginsWithinACommandIsRedactedToo() {
        assertThat(redact(new QemuLogRedaction(), "-append 'token=x-not-real' \\\n-S\nbye\n"))
                .isEqualTo("-append [redacted] \\\n-S\nbye\n");
        assertThat(redact(new QemuLogRedaction(), "-append token=x-not-real\nbye\n"))
                .isEqualTo("-append [redacted]\nbye\n");
    }
}
