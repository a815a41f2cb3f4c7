package io.contee.domainxml;

import io.contee.model.ConteeException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.stream.XMLStreamException;

/**
 * Finds the consoles of domains that were made for Virtlet: they all connect to one socket, and their QEMU's
 * environment identifies them. Immutable.
 */
public final class SharedSocketConsoles {

    private static final String QEMU_NAMESPACE = "http://libvirt.org/schemas/domain/qemu/1.0";

    private final String socket;

    /** @param socket the socket, absolute */
    public SharedSocketConsoles(Path socket) {
        this.socket = socket.toString();
    }

    /** Returns the aliases of the domain's consoles that connect there, the primary console first. */
    public List<String> of(DomainXml domain) {
        return ConsoleSlot.devices(domain).stream()
                .filter(slot -> slot.chardev().type().equals("unix"))
                .filter(slot -> slot.chardev()
                        .source()
                        .filter(source -> !source.mode().equals(Optional.of("bind")))
                        .flatMap(Chardev.Source::path)
                        .equals(Optional.of(socket)))
                .map(ConsoleSlot::alias)
                .toList();
    }

    /**
     * Returns the variables that the domain's XML sets for its QEMU with {@code <qemu:env>}.
     *
     * @throws ConteeException if the XML cannot be read
     */
    public static Map<String, String> environment(DomainXml domain) {
        return XmlCursor.read(domain.text(), cursor -> {
            Map<String, String> environment = new HashMap<>();
            while (cursor.nextChild()) {
                if (isQemus(cursor, "commandline")) {
                    readInto(environment, cursor);
                } else {
                    cursor.skip();
                }
            }
            return Map.copyOf(environment);
        });
    }

    private static void readInto(Map<String, String> environment, XmlCursor cursor) throws XMLStreamException {
        while (cursor.nextChild()) {
            if (isQemus(cursor, "env")) {
                environment.put(
                        cursor.attribute("name").orElse(""),
                        cursor.attribute("value").orElse(""));
            }
            cursor.skip();
        }
    }

    private static boolean isQemus(XmlCursor cursor, String name) {
        return cursor.namespace().equals(QEMU_NAMESPACE) && cursor.name().equals(name);
    }
}
