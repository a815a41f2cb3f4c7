package io.contee.domainxml;

import io.contee.model.ConteeException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Removes contee from a domain. If the text outside contee's own parts is unchanged, the result is the original to the
 * byte, which its digest proves. Otherwise, after libvirt reformatted it or someone edited it, the result is the same
 * in meaning: consoles are plain ptys again, or have the sockets that they were captured from, and other changes stay.
 *
 * <p>It is a projection: restored text is restored to itself.
 */
final class Restoration {

    private static final Pattern PREFIXED_CONSOLE = Pattern.compile("<([^\\s/>:]+):console(?=[\\s/>])");
    private static final String ORIGINAL_HEAD = "<domain><name>original</name><devices>";
    private static final String ORIGINAL_TAIL = "</devices></domain>";

    private final ConsolePaths paths;

    Restoration(ConsolePaths paths) {
        this.paths = paths;
    }

    DomainXml restore(DomainXml domain) {
        Optional<OriginalText> past = domain.layout().contee().flatMap(MetadataText::past);
        String restored = past.flatMap(p -> exact(domain, p)).orElseGet(() -> inMeaning(domain, past));
        if (restored.equals(domain.text())) {
            return domain;
        }
        try {
            return DomainXml.parse(restored);
        } catch (ConteeException e) { // the record was edited or forged: its content is not needed
            return DomainXml.parse(inMeaning(domain, past.map(p -> new OriginalText(p.digest(), List.of()))));
        }
    }

    private static Optional<String> exact(DomainXml domain, OriginalText past) {
        TextEdits edits = new TextEdits(domain.text());
        Map<OriginalText.Part, List<ElementText>> parts = parts(domain.layout());
        for (OriginalText.Original original : past.originals()) {
            List<ElementText> elements = parts.getOrDefault(original.part(), List.of());
            if (original.index() >= elements.size()) {
                return Optional.empty();
            }
            undo(edits, elements.get(original.index()), original.text());
        }
        return edits.overlap()
                ? Optional.empty()
                : Optional.of(edits.result())
                        .filter(text -> OriginalText.digest(text).equals(past.digest()));
    }

    private static void undo(TextEdits edits, ElementText element, String original) {
        if (original.isEmpty()) {
            edits.removeLine(element);
        } else {
            edits.replace(element.start(), element.end(), original);
        }
    }

    private static Map<OriginalText.Part, List<ElementText>> parts(DomainLayout layout) {
        return Map.of(
                OriginalText.Part.SERIAL, chardevs(layout, Chardev.Kind.SERIAL),
                OriginalText.Part.CONSOLE, chardevs(layout, Chardev.Kind.CONSOLE),
                OriginalText.Part.UUID, layout.uuidElement().stream().toList(),
                OriginalText.Part.METADATA, layout.metadata().stream().toList(),
                OriginalText.Part.CONTEE,
                        layout.contee().stream().map(MetadataText::element).toList());
    }

    private static List<ElementText> chardevs(DomainLayout layout, Chardev.Kind kind) {
        return layout.chardevs().stream()
                .filter(chardev -> chardev.chardev().kind() == kind)
                .map(ChardevText::element)
                .toList();
    }

    private String inMeaning(DomainXml domain, Optional<OriginalText> past) {
        TextEdits edits = new TextEdits(domain.text());
        Map<String, String> originals = new HashMap<>();
        past.ifPresent(p -> p.originals().forEach(original -> original.alias()
                .ifPresent(alias -> originals.putIfAbsent(alias, original.text()))));
        for (ConsoleSlot slot : ConsoleSlot.asStated(domain)) {
            makeTheirs(edits, domain.text(), slot, originals, past.isPresent());
        }
        past.ifPresent(p -> removeMetadata(edits, domain.layout(), p));
        return edits.result();
    }

    private void makeTheirs(
            TextEdits edits, String text, ConsoleSlot slot, Map<String, String> originals, boolean rewritten) {
        Chardev chardev = slot.chardev();
        boolean contees = paths.isContees(chardev, rewritten);
        String alias = paths.aliasInPath(chardev).orElse(slot.alias());
        Optional<String> socket = Optional.ofNullable(originals.get(alias))
                .filter(original -> contees || chardev.type().equals("pty"))
                .flatMap(this::socketSource);
        if (socket.isPresent()) {
            ConsoleBackend.setType(edits, text, slot.text().element(), "unix");
            ConsoleBackend.putInPlaceOfSources(edits, text, slot.text(), new Block(List.of(socket.get())));
        } else if (contees) {
            ConsoleBackend.setType(edits, text, slot.text().element(), "pty");
            slot.text().sources().forEach(edits::removeLine);
        }
        if (chardev.log().filter(log -> paths.isLog(log.file())).isPresent()) {
            slot.text().log().ifPresent(edits::removeLine);
        }
    }

    /**
     * Returns the {@code <source>} of a console that was of type unix and served by others before contee captured it.
     */
    private Optional<String> socketSource(String original) {
        String around = ORIGINAL_HEAD + original + ORIGINAL_TAIL;
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

    /** Restores the metadata. The uuid stays even if contee added it: libvirt may know the domain by it now. */
    private static void removeMetadata(TextEdits edits, DomainLayout layout, OriginalText past) {
        ElementText contee = layout.contee().orElseThrow().element();
        List<OriginalText.Original> metadata = past.originals().stream()
                .filter(o -> o.part() == OriginalText.Part.METADATA || o.part() == OriginalText.Part.CONTEE)
                .sorted(Comparator.comparing(OriginalText.Original::part))
                .toList();
        boolean whole = !metadata.isEmpty()
                && metadata.get(0).part() == OriginalText.Part.METADATA
                && layout.metadataChildren() == 1
                && layout.metadata().isPresent();
        if (whole) {
            undo(edits, layout.metadata().get(), metadata.get(0).text());
        } else {
            String byHand = metadata.stream()
                    .filter(o -> o.part() == OriginalText.Part.CONTEE)
                    .map(OriginalText.Original::text)
                    .findFirst()
                    .orElse("");
            undo(edits, contee, selfContained(byHand));
        }
    }

    /**
     * Returns the element that was written by hand, with its prefix declared: libvirt drops declarations further out.
     */
    private static String selfContained(String byHand) {
        if (byHand.isEmpty() || isWellFormed(byHand)) {
            return byHand;
        }
        Matcher name = PREFIXED_CONSOLE.matcher(byHand);
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
