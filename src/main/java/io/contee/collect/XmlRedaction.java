package io.contee.collect;

import io.contee.model.ConteeException;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import javax.xml.namespace.QName;
import javax.xml.stream.XMLEventFactory;
import javax.xml.stream.XMLEventReader;
import javax.xml.stream.XMLEventWriter;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.events.Attribute;
import javax.xml.stream.events.Namespace;
import javax.xml.stream.events.StartElement;
import javax.xml.stream.events.XMLEvent;

/**
 * Redacts a domain's XML: removes what may be secret, by its place and not by its form: data for the guest (kernel
 * command line, fw_cfg and SMBIOS entries, QEMU's own arguments and environment), passwords and cookies, keys of
 * confidential guests, free text, credentials in addresses, and the metadata of other programs. Comments are left out.
 */
final class XmlRedaction {

    /** The text that replaces a value. */
    static final String REDACTED = "[redacted]";

    private static final String CONTEE = "urn:contee:console:1";

    /** The beginning of the namespaces in which libvirt passes arguments to hypervisors. */
    private static final String HYPERVISORS = "http://libvirt.org/schemas/domain/";

    /** The options of a storage driver: QEMU's pseudo protocols, a query, and Ceph's {@code pool/image:key=…}. */
    private static final Pattern SOURCE_OPTIONS = Pattern.compile("(^json:|\\?|:[A-Za-z_-]+=).*", Pattern.DOTALL);

    private static final Set<String> SECRET_TEXT = Set.of(
            "cmdline",
            "initarg",
            "initenv",
            "entry",
            "cookie",
            "session",
            "idBlock",
            "idAuth",
            "dhCert",
            "title",
            "description");
    private static final Set<String> SECRET_ATTRIBUTES = Set.of("passwd", "password", "token", "query");
    private static final XMLEventFactory EVENTS = XMLEventFactory.newDefaultFactory();

    private final Deque<Element> open = new ArrayDeque<>();
    private final Map<String, Integer> places = new LinkedHashMap<>();

    /**
     * XML without secrets.
     *
     * @param places the paths of what was removed, with their number where there are several
     */
    record Redacted(String text, List<String> places) {}

    /** An open element. {@code foreign}: it, or an enclosing one, is neither libvirt's nor contee's. */
    private record Element(String path, boolean foreign, boolean secretText) {}

    private XmlRedaction() {}

    /** @throws ConteeException if it is not well-formed: then no part of it is known to be harmless */
    static Redacted of(String xml) {
        XMLInputFactory readers = XMLInputFactory.newDefaultFactory();
        readers.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        readers.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        readers.setProperty(XMLInputFactory.IS_COALESCING, true);
        StringWriter text = new StringWriter();
        XmlRedaction redaction = new XmlRedaction();
        try {
            XMLEventReader reader = readers.createXMLEventReader(new StringReader(xml));
            XMLEventWriter writer = XMLOutputFactory.newDefaultFactory().createXMLEventWriter(text);
            while (reader.hasNext()) {
                redaction.copy(reader.nextEvent(), writer);
            }
            writer.close();
        } catch (XMLStreamException e) {
            throw new ConteeException("it is not well-formed", e);
        }
        return new Redacted(text.toString(), redaction.places());
    }

    private List<String> places() {
        List<String> all = new ArrayList<>();
        places.forEach((path, count) -> all.add(count == 1 ? path : path + " (" + count + ")"));
        return all;
    }

    private void copy(XMLEvent event, XMLEventWriter writer) throws XMLStreamException {
        if (event.isStartElement()) {
            writer.add(begin(event.asStartElement()));
        } else if (event.isEndElement()) {
            open.pop();
            writer.add(event);
        } else if (event.isCharacters()) {
            Element inside = open.peek();
            if (inside != null && inside.secretText() && !event.asCharacters().isWhiteSpace()) {
                note(inside.path());
                writer.add(EVENTS.createCharacters(REDACTED));
            } else {
                String text = event.asCharacters().getData();
                String left = Addresses.withoutCredentials(text);
                if (inside != null && !left.equals(text)) {
                    note(inside.path());
                }
                writer.add(EVENTS.createCharacters(left));
            }
        } else if (event.isStartDocument() || event.isEndDocument()) {
            writer.add(event);
        }
    }

    private StartElement begin(StartElement element) {
        QName name = element.getName();
        Element around = open.peek();
        String space = name.getNamespaceURI();
        boolean ofOthers = !space.isEmpty() && !space.equals(CONTEE);
        boolean inMetadata = around != null && around.path().equals("domain/metadata") && !space.equals(CONTEE);
        boolean foreign = (around != null && around.foreign()) || ofOthers || inMetadata;
        String path = (around == null ? "" : around.path() + "/")
                + (name.getPrefix().isEmpty() ? "" : name.getPrefix() + ":")
                + name.getLocalPart();
        boolean secretText =
                foreign || SECRET_TEXT.contains(name.getLocalPart()) || (around != null && around.secretText());
        open.push(new Element(path, foreign, secretText));
        List<Attribute> attributes = new ArrayList<>();
        for (Iterator<Attribute> all = element.getAttributes(); all.hasNext(); ) {
            Attribute attribute = all.next();
            String key = attribute.getName().getLocalPart();
            boolean named = key.equals("name") && space.startsWith(HYPERVISORS);
            String left = SECRET_ATTRIBUTES.contains(key)
                            || (foreign && !named)
                            || !attribute.getName().getNamespaceURI().isEmpty()
                    ? REDACTED
                    : harmless(name.getLocalPart(), attribute.getValue());
            if (left.equals(attribute.getValue())) {
                attributes.add(attribute);
            } else {
                note(path + "/@" + key);
                attributes.add(EVENTS.createAttribute(attribute.getName(), left));
            }
        }
        List<Namespace> namespaces = new ArrayList<>();
        element.getNamespaces().forEachRemaining(namespaces::add);
        return EVENTS.createStartElement(name, attributes.iterator(), namespaces.iterator());
    }

    private static String harmless(String element, String value) {
        String address = Addresses.withoutCredentials(value);
        return element.equals("source") ? SOURCE_OPTIONS.matcher(address).replaceFirst("$1" + REDACTED) : address;
    }

    private void note(String path) {
        places.merge(path, 1, Integer::sum);
    }
}
