package io.contee.testing;

/** Domain XML for tests. */
public final class Domains {

    public static final String ORDINARY = """
            <domain type='qemu'>
              <name>web</name>
              <uuid>0b2ff1d6-1f4b-4f3c-9a3e-7d1f5a8e0c11</uuid>
              <memory>65536</memory>
              <os><type arch='x86_64' machine='pc'>hvm</type></os>
              <devices>
                <serial type='pty'>
                  <target port='0'/>
                </serial>
                <console type='pty'>
                  <target type='serial' port='0'/>
                </console>
              </devices>
            </domain>
            """;

    public static final String TWO_SERIALS = ORDINARY.replace(
            "<console type='pty'>",
            "<serial type='pty'>\n      <target port='1'/>\n    </serial>\n    <console type='pty'>");

    private Domains() {}
}
