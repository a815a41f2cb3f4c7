package io.contee.domainxml;

import io.contee.model.ConteeException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes contee out of a domain. If the text outside contee's own parts is as contee left it, the result is the original
 * to the byte, which its digest proves. Else, after libvirt reformatted it or someone edited it, the result is the same
 * in meaning: consoles are plain ptys again, or have the sockets that they were taken over from, and what others changed
 * stays.
 *
 * <p>It is a projection: restored text is restored to itself.
 */
final class Restoration {

    private static final Pattern QUALIFIED_NAME = Pattern.compile("<([^\\s/>:]+):[^\\s/>]+");
    private static final String ORIGINAL_HEAD = "<domain><name>original</name><devices>";
    private static final String ORIGINAL_TAIL = "</devices></domain>";

    private final ConsolePaths paths;

    Restoration(ConsolePaths paths) {
        this.paths = paths;
    }

    DomainXml restore(DomainXml domain) {
        Optional<Past> past = domain.layout().contee().flatMap(MetadataText::past);
        String restored = past.flatMap(p -> exact(domain, p)).orElseGet(() -> inMeaning(domain, past));
        return restored.equals(domain.text()) ? domain : DomainXml.parse(restored);
    }

    private static Optional<String> exact(DomainXml domain, Past past) {
        TextEdits edits = new TextEdits(domain.text());
        for (Past.Original original : past.originals()) {
            Optional<ElementText> element = find(domain.layout(), original);
            if (element.isEmpty()) {
                return Optional.empty();
            }
            undo(edits, element.get(), original.text());
        }
        return edits.overlap()
                ? Optional.empty()
                : Optional.of(edits.result()).filter(text -> Past.digest(text).equals(past.digest()));
    }

    private static void undo(TextEdits edits, ElementText element, String original) {
        if (original.isEmpty()) {
            edits.removeLine(element);
        } else {
            edits.replace(element.start(), element.end(), original);
        }
    }

    private static Optional<ElementText> find(DomainLayout layout, Past.Original original) {
        return switch (original.part()) {
            case SERIAL, CONSOLE ->
                layout.chardevs().stream()
                        .filter(c -> Past.Part.of(c.chardev().kind()) == original.part())
                        .filter(c -> c.chardev().index() == original.index())
                        .map(ChardevText::element)
                        .findFirst();
            case UUID -> layout.uuidElement();
            case METADATA -> layout.metadata();
            case CONTEE -> layout.contee().map(MetadataText::element);
        };
    }

    private String inMeaning(DomainXml domain, Optional<Past> past) {
        TextEdits edits = new TextEdits(domain.text());
        for (ConsoleSlot slot : ConsoleSlot.asStated(domain)) {
            makeTheirs(edits, domain.text(), slot, past);
        }
        past.ifPresent(p -> takeOutMetadata(edits, domain.layout(), p));
        return edits.result();
    }

    private void makeTheirs(TextEdits edits, String text, ConsoleSlot slot, Optional<Past> past) {
        Chardev chardev = slot.chardev();
        boolean contees = paths.isContees(chardev, past.isPresent());
        Optional<String> takenOver = contees || chardev.type().equals("pty")
                ? past.flatMap(
                        p -> takenOverSource(p, paths.aliasInPath(chardev).orElse(slot.alias())))
                : Optional.empty();
        if (takenOver.isPresent()) {
            ConsoleBackend.setType(edits, text, slot.text().element(), "unix");
            ConsoleBackend.putInPlaceOfSources(edits, text, slot.text(), new Block(List.of(takenOver.get())));
        } else if (contees) {
            ConsoleBackend.setType(edits, text, slot.text().element(), "pty");
            slot.text().sources().forEach(edits::removeLine);
        }
        if (chardev.log().filter(log -> paths.isLog(log.file())).isPresent()) {
            slot.text().log().ifPresent(edits::removeLine);
        }
    }

    /** The {@code <source>} of a console that was of type unix and someone else's before contee took it over. */
    private Optional<String> takenOverSource(Past past, String alias) {
        return past.originals().stream()
                .filter(o -> o.alias().equals(Optional.of(alias)))
                .findFirst()
                .flatMap(o -> source(ORIGINAL_HEAD + o.text() + ORIGINAL_TAIL));
    }

    private Optional<String> source(String around) {
        try {
            return XmlCursor.read(around, DomainLayout::read).chardevs().stream()
                    .findFirst()
                    .filter(c -> c.chardev().type().equals("unix") && !paths.isContees(c.chardev(), true))
                    .flatMap(c -> c.sources().stream().findFirst())
                    .map(source -> source.in(around));
        } catch (ConteeException e) { // the record was edited or forged, or its prefixes are declared further out
            return Optional.empty();
        }
    }

    /** The uuid stays even if it was contee's: libvirt may know the domain by it now. */
    private static void takeOutMetadata(TextEdits edits, DomainLayout layout, Past past) {
        ElementText contee = layout.contee().orElseThrow().element();
        List<Past.Original> metadata = past.originals().stream()
                .filter(o -> o.part() == Past.Part.METADATA || o.part() == Past.Part.CONTEE)
                .sorted(Comparator.comparing(Past.Original::part))
                .toList();
        boolean whole = !metadata.isEmpty()
                && metadata.get(0).part() == Past.Part.METADATA
                && layout.metadataChildren() == 1
                && layout.metadata().isPresent();
        if (whole) {
            undo(edits, layout.metadata().get(), metadata.get(0).text());
        } else {
            String byHand = metadata.stream()
                    .filter(o -> o.part() == Past.Part.CONTEE)
                    .map(Past.Original::text)
                    .findFirst()
                    .orElse("");
            undo(edits, contee, selfContained(byHand));
        }
    }

    /** The element that was written by hand, with its prefix declared: libvirt drops declarations further out. */
    private static String selfContained(String byHand) {
        if (byHand.isEmpty() || isWellFormed(byHand)) {
            return byHand;
        }
        Matcher name = QUALIFIED_NAME.matcher(byHand);
        if (!name.lookingAt()) {
            return "";
        }
        String declared = name.group() + " xmlns:" + name.group(1) + "='" + MetadataFormat.NAMESPACE + "'"
                + byHand.substring(name.end());
        return isWellFormed(declared) ? declared : "";
    }

    private static boolean isWellFormed(String element) {
        try {
            return XmlCursor.read(element, cursor -> {
                cursor.skip();
                return true;
            });
        } catch (ConteeException e) {
            return false;
        }
    }
}
