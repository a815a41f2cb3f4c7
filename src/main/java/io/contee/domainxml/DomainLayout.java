package io.contee.domainxml;

import io.contee.model.ConteeException;
import io.contee.model.OneLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import javax.xml.stream.XMLStreamException;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a domain that matter to contee, and their places in its text.
 *
 * @param type the hypervisor, where stated, as it must be in a whole definition
 * @param architecture the guest's architecture, where stated, such as {@code x86_64}
 * @param nameElement the {@code <name>}
 * @param uuidElement the {@code <uuid>}
 * @param headEnd the end of the last of name, uuid, title and description, after which metadata belongs
 * @param metadata the {@code <metadata>}
 * @param metadataChildren the number of elements in it
 * @param contee contee's element in it
 * @param relabels whether libvirt's DAC driver may change the owner of the domain's files, as it does by default
 */
record DomainLayout(
        Optional<String> type,
        Optional<String> architecture,
        String name,
        Optional<UUID> uuid,
        OptionalInt id,
        ElementText nameElement,
        Optional<ElementText> uuidElement,
        int headEnd,
        Optional<ElementText> metadata,
        int metadataChildren,
        Optional<MetadataText> contee,
        boolean relabels,
        List<ChardevText> chardevs) {

    private static final Set<String> QEMU_TYPES = Set.of("qemu", "kvm", "hvf");

    DomainLayout {
        chardevs = List.copyOf(chardevs);
    }

    /** Reads a domain, with the cursor on its root element. */
    static DomainLayout read(XmlCursor cursor) throws XMLStreamException {
        if (cursor.name().equals("domain") && !cursor.namespace().isEmpty()) {
            throw new ConteeException("root element <domain> is in the namespace " + OneLine.quoted(cursor.namespace())
                    + ", and libvirt's has none: remove the prefix or xmlns");
        }
        if (!cursor.is("domain")) {
            throw new ConteeException("root element is <" + OneLine.of(cursor.name(), 40)
                    + ">, not <domain>: give a domain's definition, as virsh dumpxml prints it");
        }
        return new Reader(cursor).domain();
    }

    /** Returns whether libvirt's QEMU driver runs the domain: no other driver has consoles that can reconnect. */
    boolean isForQemu() {
        return type.map(QEMU_TYPES::contains).orElse(true);
    }

    /** Reads the elements of a domain. If an element is repeated, libvirt uses the first, except for devices. */
    private static final class Reader {

        private final XmlCursor cursor;
        private @Nullable String architecture;
        private @Nullable String name;
        private @Nullable ElementText nameElement;
        private @Nullable String uuid;
        private @Nullable ElementText uuidElement;
        private int headEnd;
        private @Nullable ElementText metadata;
        private int metadataChildren;
        private @Nullable MetadataText contee;
        private boolean relabels = true;
        private final List<ChardevText> chardevs = new ArrayList<>();
        private int serials;
        private int consoles;

        Reader(XmlCursor cursor) {
            this.cursor = cursor;
        }

        DomainLayout domain() throws XMLStreamException {
            Optional<String> type = cursor.attribute("type");
            OptionalInt id = cursor.attribute("id").map(Reader::smallNumber).orElse(OptionalInt.empty());
            while (cursor.nextChild()) {
                String child = cursor.namespace().isEmpty() ? cursor.name() : "";
                switch (child) {
                    case "name", "uuid", "title", "description" -> head(child);
                    case "metadata" -> metadata();
                    case "devices" -> devices();
                    case "seclabel" -> seclabel();
                    case "os" -> os();
                    default -> cursor.skip();
                }
            }
            if (name == null || nameElement == null) {
                throw new ConteeException("domain XML has no <name>: add one to <domain>");
            }
            return new DomainLayout(
                    type,
                    Optional.ofNullable(architecture),
                    name,
                    Optional.ofNullable(uuid).map(Reader::parseUuid),
                    id,
                    nameElement,
                    Optional.ofNullable(uuidElement),
                    headEnd,
                    Optional.ofNullable(metadata),
                    metadataChildren,
                    Optional.ofNullable(contee),
                    relabels,
                    chardevs);
        }

        private void head(String child) throws XMLStreamException {
            ElementText opened = cursor.open();
            String content = cursor.content();
            ElementText element = cursor.close(opened);
            headEnd = element.end();
            if (child.equals("name") && name == null) {
                name = content;
                nameElement = element;
            } else if (child.equals("uuid") && uuid == null) {
                uuid = content;
                uuidElement = element;
            }
        }

        private void metadata() throws XMLStreamException {
            if (metadata != null) {
                cursor.skip();
                return;
            }
            ElementText opened = cursor.open();
            while (cursor.nextChild()) {
                metadataChildren++;
                if (contee == null && MetadataFormat.isConsole(cursor)) {
                    contee = MetadataFormat.decode(cursor);
                } else {
                    cursor.skip();
                }
            }
            metadata = cursor.close(opened);
        }

        /**
         * Reads a label as libvirt's virSecurityLabelDefParseXML does: only a dynamic label is relabelled by default.
         */
        private void seclabel() throws XMLStreamException {
            if (cursor.attribute("model").orElse("").equals("dac")) {
                boolean dynamic = cursor.attribute("type").orElse("dynamic").equals("dynamic");
                relabels = cursor.attribute("relabel").map("yes"::equals).orElse(dynamic);
            }
            cursor.skip();
        }

        private void os() throws XMLStreamException {
            while (cursor.nextChild()) {
                if (cursor.is("type") && architecture == null) {
                    architecture = cursor.attribute("arch").orElse(null);
                }
                cursor.skip();
            }
        }

        private void devices() throws XMLStreamException {
            while (cursor.nextChild()) {
                if (cursor.is("serial")) {
                    chardev(Chardev.Kind.SERIAL, serials++);
                } else if (cursor.is("console")) {
                    chardev(Chardev.Kind.CONSOLE, consoles++);
                } else {
                    cursor.skip();
                }
            }
        }

        private void chardev(Chardev.Kind kind, int index) throws XMLStreamException {
            ElementText opened = cursor.open();
            String type = cursor.attribute("type").orElse("pty");
            Optional<String> alias = Optional.empty();
            Optional<Chardev.Source> source = Optional.empty();
            Optional<Chardev.Log> log = Optional.empty();
            Optional<ElementText> logElement = Optional.empty();
            Optional<String> targetType = Optional.empty();
            OptionalInt targetPort = OptionalInt.empty();
            Optional<String> targetModel = Optional.empty();
            List<ElementText> sources = new ArrayList<>();
            while (cursor.nextChild()) {
                ElementText child = cursor.open();
                if (cursor.is("source")) {
                    Chardev.Source read = source();
                    source = source.isPresent() ? source : Optional.of(read);
                    sources.add(cursor.close(child));
                } else if (cursor.is("log") && log.isEmpty()) {
                    String append = cursor.attribute("append").orElse("off");
                    log = Optional.of(new Chardev.Log(cursor.attribute("file").orElse(""), append.equals("on")));
                    cursor.skip();
                    logElement = Optional.of(cursor.close(child));
                } else if (cursor.is("target")) {
                    targetType = cursor.attribute("type");
                    targetPort =
                            cursor.attribute("port").map(Reader::smallNumber).orElse(OptionalInt.empty());
                    targetModel = targetModel();
                } else if (cursor.is("alias")) {
                    alias = cursor.attribute("name");
                    cursor.skip();
                } else {
                    cursor.skip();
                }
            }
            Chardev chardev = new Chardev(kind, index, type, alias, source, log, targetType, targetPort, targetModel);
            chardevs.add(new ChardevText(chardev, cursor.close(opened), List.copyOf(sources), logElement));
        }

        private Optional<String> targetModel() throws XMLStreamException {
            Optional<String> model = Optional.empty();
            while (cursor.nextChild()) {
                if (cursor.is("model")) {
                    model = cursor.attribute("name");
                }
                cursor.skip();
            }
            return model;
        }

        private Chardev.Source source() throws XMLStreamException {
            Optional<String> mode = cursor.attribute("mode");
            Optional<String> path = cursor.attribute("path");
            boolean reconnects = false;
            boolean keepsLabel = false;
            while (cursor.nextChild()) {
                if (cursor.is("reconnect")) {
                    reconnects = cursor.attribute("enabled").orElse("").equals("yes");
                } else if (cursor.is("seclabel")) {
                    keepsLabel |= cursor.attribute("model").orElse("dac").equals("dac")
                            && cursor.attribute("relabel").orElse("").equals("no");
                }
                cursor.skip();
            }
            return new Chardev.Source(mode, path, reconnects, keepsLabel);
        }

        private static OptionalInt smallNumber(String value) {
            return value.matches("[0-9]{1,9}") ? OptionalInt.of(Integer.parseInt(value)) : OptionalInt.empty();
        }

        /**
         * Parses a UUID as libvirt's virUUIDParse does, which accepts hyphens anywhere or nowhere, and surrounding
         * white space.
         */
        private static UUID parseUuid(String value) {
            String digits = value.strip().replace("-", "");
            if (!digits.matches("[0-9a-fA-F]{32}")) {
                throw new ConteeException("uuid " + OneLine.quoted(value.strip())
                        + " is malformed: write 32 hexadecimal digits, or remove <uuid> so that one is chosen");
            }
            return new UUID(
                    Long.parseUnsignedLong(digits.substring(0, 16), 16),
                    Long.parseUnsignedLong(digits.substring(16), 16));
        }
    }
}
