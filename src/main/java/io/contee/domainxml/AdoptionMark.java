package io.contee.domainxml;

import io.contee.model.ConteeException;
import java.util.Optional;
import java.util.OptionalInt;
import javax.xml.stream.XMLStreamException;

/**
 * A mark in the metadata of a domain's live XML, which records that a console was adopted in the current run: its QEMU
 * has moved it from the pty that the XML still names to contee's socket. libvirt keeps the live XML across its own
 * restarts and drops it with the run: no other record is always correct. A mark that was carried elsewhere, by a saved
 * image for example, is ignored.
 *
 * @param console the console's alias
 * @param pty the path of the pty that it had
 * @param run libvirt's id of the domain in that run
 */
public record AdoptionMark(String console, String pty, int run) {

    /** The namespace of contee's metadata element, which identifies it in libvirt's metadata calls. */
    public static final String NAMESPACE = MetadataFormat.NAMESPACE;

    /** The prefix of that namespace. */
    public static final String PREFIX = "contee";

    static final String ELEMENT = "adopted";

    /** A mark and its place in the text. */
    record Text(AdoptionMark mark, ElementText element) {}

    /** Returns whether the domain has a mark that this chardev was adopted in the current run. */
    static boolean isAdopted(DomainXml domain, ConsoleSlot slot) {
        OptionalInt run = domain.id();
        Optional<String> pty = slot.chardev().source().flatMap(Chardev.Source::path);
        if (run.isEmpty() || pty.isEmpty() || !slot.chardev().type().equals("pty")) {
            return false;
        }
        AdoptionMark wanted = new AdoptionMark(slot.alias(), pty.get(), run.getAsInt());
        return domain.layout().contee().stream()
                .flatMap(contee -> contee.adopted().stream())
                .anyMatch(text -> text.mark().equals(wanted));
    }

    /** Removes all marks from a domain, and contee's element too if it has no other content. */
    static DomainXml strip(DomainXml domain) {
        Optional<MetadataText> contee =
                domain.layout().contee().filter(c -> !c.adopted().isEmpty());
        if (contee.isEmpty()) {
            return domain;
        }
        TextEdits edits = new TextEdits(domain.text());
        boolean nothingElse =
                contee.get().past().isEmpty() && contee.get().metadata().equals(ConsoleMetadata.EMPTY);
        if (!nothingElse) {
            contee.get().adopted().forEach(text -> edits.removeLine(text.element()));
        } else if (domain.layout().metadataChildren() > 1) {
            edits.removeLine(contee.get().element());
        } else {
            edits.removeLine(domain.layout().metadata().orElseThrow());
        }
        return DomainXml.parse(edits.result());
    }

    /** Reads a mark, with the cursor on its start, and advances to its end. A malformed mark matches nothing. */
    static Text decode(XmlCursor cursor) throws XMLStreamException {
        ElementText opened = cursor.open();
        String run = cursor.attribute("run").orElse("");
        AdoptionMark mark = new AdoptionMark(
                cursor.attribute("console").orElse(""),
                cursor.attribute("pty").orElse(""),
                run.matches("[0-9]{1,9}") ? Integer.parseInt(run) : -1);
        cursor.skip();
        return new Text(mark, cursor.close(opened));
    }

    /**
     * Adds this mark to contee's metadata element, and removes any other mark for the same console.
     *
     * @param element the element as libvirt's virDomainGetMetadata returns it, without its namespace; empty if there is
     *     none
     * @return the element for virDomainSetMetadata
     * @throws ConteeException if the element cannot be read
     */
    public String addTo(Optional<String> element) {
        String mark = "<" + ELEMENT + " console=\"" + XmlText.attribute(console) + "\" pty=\"" + XmlText.attribute(pty)
                + "\" run=\"" + run + "\"/>";
        String text = element.flatMap(e -> removeFrom(e, console)).orElse("<console/>");
        ElementText root = XmlCursor.read(text, cursor -> {
            ElementText opened = cursor.open();
            cursor.skip();
            return cursor.close(opened);
        });
        TextEdits edits = new TextEdits(text);
        if (root.selfClosing(text)) {
            edits.replace(root.end() - 2, root.end(), ">" + mark + "</" + root.qualifiedName(text) + ">");
        } else {
            edits.insert(root.tagEnd(), mark);
        }
        return edits.result();
    }

    /**
     * Removes the marks of a console from contee's metadata element.
     *
     * @param element as in {@link #addTo}
     * @return the rest of the element; empty if it has no other content
     * @throws ConteeException if the element cannot be read
     */
    public static Optional<String> removeFrom(String element, String console) {
        TextEdits edits = new TextEdits(element);
        boolean saysMore = XmlCursor.read(element, cursor -> {
            boolean more = !cursor.attributes().isEmpty();
            while (cursor.nextChild()) {
                if (cursor.is(ELEMENT)) {
                    Text text = decode(cursor);
                    if (text.mark().console().equals(console)) {
                        edits.removeLine(text.element());
                        continue;
                    }
                } else {
                    cursor.skip();
                }
                more = true;
            }
            return more;
        });
        return saysMore ? Optional.of(edits.result()) : Optional.empty();
    }
}
