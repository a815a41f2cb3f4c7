package io.contee.domainxml;

import io.contee.model.ConsoleMode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;

/** Domain XML and a rewriter for the tests. */
final class SampleXml {

    static final String UUID = "6f1b2c3d-0000-4000-8000-00000000000a";
    static final String SOCKETS = "/run/contee/consoles/" + UUID + "/";
    static final String LOGS = "/var/log/contee/pty/" + UUID + "/";

    private SampleXml() {}

    static Rewriter rewriter() {
        return new Rewriter(Path.of("/run/contee/consoles"), Path.of("/var/log/contee/pty"));
    }

    static String rewrite(String xml, ConsoleMode mode) {
        return rewriter().rewrite(xml, mode);
    }

    /** A domain with these devices, laid out as virsh prints it. */
    static String with(String devices) {
        return """
                <domain type='kvm'>
                  <name>web</name>
                  <uuid>%s</uuid>
                  <memory unit='MiB'>256</memory>
                  <os>
                    <type arch='x86_64'>hvm</type>
                  </os>
                  <devices>
                %s  </devices>
                </domain>
                """.formatted(UUID, devices.indent(4));
    }

    static String resource(String name) {
        try (InputStream in = Objects.requireNonNull(SampleXml.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The first element of this name in a text, to its end tag. */
    static String element(String xml, String name) {
        int start = xml.indexOf("<" + name + " ");
        return xml.substring(start, xml.indexOf("</" + name + ">", start) + name.length() + 3);
    }
}
