package io.contee.domainxml;

import io.contee.model.ConteeException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Takes contee out of a domain. If the text outside contee's own parts is as contee left it, the result is the original
 * to the byte, which its digest proves. Else, after libvirt reformatted it or someone edited it, the result is the same
 * in meaning: consoles are plain ptys again, and what others changed stays.
 *
 * <p>It is a projection: restored text is restored to itself.
 */
final class Restoration {

    private final ConsolePaths paths;

    Restoration(ConsolePaths paths) {
        this.paths = paths;
    }

    DomainXml restore(DomainXml domain) {
        Optional<Past> past = domain.layout().contee().flatMap(MetadataText::past);
        String restored = past.flatMap(p -> exact(domain, p)).orElseGet(() -> inMeaning(domain, past));
        if (restored.equals(domain.text())) {
            return domain;
        }
        try {
            return DomainXml.parse(restored);
        } catch (ConteeException e) { // the record was edited or forged: what it says is not needed
            return DomainXml.parse(inMeaning(domain, past.map(p -> new Past(p.digest(), List.of()))));
        }
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
        for (ChardevText chardev : domain.layout().chardevs()) {
            makePlain(edits, domain.text(), chardev, past.isPresent());
        }
        past.ifPresent(p -> takeOutMetadata(edits, domain.layout(), p));
        return edits.result();
    }

    private void makePlain(TextEdits edits, String text, ChardevText chardev, boolean rewritten) {
        if (paths.isContees(chardev.chardev(), rewritten)) {
            chardev.element()
                    .attribute(text, "type")
                    .ifPresent(type -> edits.replace(type.valueStart(), type.valueEnd(), "pty"));
            chardev.sources().forEach(edits::removeLine);
        }
        String log = chardev.chardev().log().map(Chardev.Log::file).orElse("");
        if (paths.isLog(log)) {
            chardev.log().ifPresent(edits::removeLine);
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
            undo(edits, contee, byHand);
        }
    }
}
