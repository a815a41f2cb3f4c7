package io.contee.domainxml;

import io.contee.model.ConsoleMode;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The backend of a chardev in mode unix or pty: checks whether a chardev has it, and sets it. In mode unix libvirt is
 * asked not to label the socket, unless that is set for the whole domain.
 */
final class ConsoleBackend {

    private final ConsolePaths paths;
    private final ChardevTemplate unix = ChardevTemplate.unix();
    private final ChardevTemplate unixUnlabelled = ChardevTemplate.unixUnlabelled();
    private final ChardevTemplate pty = ChardevTemplate.pty();
    private final boolean keepsLabel;
    private final boolean logsPtys;

    /**
     * Makes a backend.
     *
     * @param keepsLabel whether to stop libvirt's DAC driver, which a user's own libvirt lacks, from labelling the
     *     sockets
     * @param logsPtys whether consoles in mode pty get a log
     */
    ConsoleBackend(ConsolePaths paths, boolean keepsLabel, boolean logsPtys) {
        this.paths = paths;
        this.keepsLabel = keepsLabel;
        this.logsPtys = logsPtys;
    }

    boolean fits(DomainXml domain, ConsoleSlot slot, ConsoleMode mode, UUID uuid) {
        Chardev chardev = slot.chardev();
        if (mode == ConsoleMode.UNIX) {
            Chardev.Source wanted = new Chardev.Source(
                    Optional.of("connect"), Optional.of(paths.socket(uuid, slot)), true, isLabelled(domain));
            return chardev.type().equals("unix")
                    && slot.text().sources().size() == 1
                    && chardev.source().equals(Optional.of(wanted));
        }
        if (!logsPtys) {
            return chardev.type().equals("pty")
                    && chardev.log().filter(log -> paths.isLog(log.file())).isEmpty();
        }
        return chardev.type().equals("pty")
                && chardev.log()
                        .filter(log -> !paths.isLog(log.file())
                                || (log.append() && log.file().equals(paths.log(uuid, slot))))
                        .isPresent();
    }

    /** Changes the element's type, source, log and tty, and nothing else. */
    void change(TextEdits edits, DomainXml domain, ConsoleSlot slot, ConsoleMode mode, UUID uuid) {
        String text = domain.text();
        ElementText element = slot.text().element();
        element.attribute(text, "tty").ifPresent(tty -> edits.replace(tty.start(), tty.end(), ""));
        setType(edits, text, element, mode == ConsoleMode.UNIX ? "unix" : "pty");
        Optional<Block> inserted = mode == ConsoleMode.UNIX
                ? Optional.of((isLabelled(domain) ? unix : unixUnlabelled).with(paths.socket(uuid, slot)))
                : slot.text().log().isPresent() || !logsPtys
                        ? Optional.empty()
                        : Optional.of(pty.with(paths.log(uuid, slot)));
        inserted.ifPresentOrElse(
                block -> putInPlaceOfSources(edits, text, slot.text(), block),
                () -> slot.text().sources().forEach(edits::removeLine));
    }

    private boolean isLabelled(DomainXml domain) {
        return keepsLabel && domain.layout().relabels();
    }

    static void setType(TextEdits edits, String text, ElementText element, String type) {
        element.attribute(text, "type")
                .ifPresentOrElse(
                        old -> edits.replace(old.valueStart(), old.valueEnd(), type),
                        () -> edits.insert(element.nameEnd(text), " type='" + type + "'"));
    }

    static void putInPlaceOfSources(TextEdits edits, String text, ChardevText chardev, Block block) {
        List<ElementText> sources = chardev.sources();
        if (sources.isEmpty()) {
            block.insertInto(edits, text, chardev.element());
            return;
        }
        int from = sources.get(0).start();
        String lineStart = Block.lineStart(text, from);
        edits.replace(from - lineStart.length(), sources.get(0).end(), block.after(lineStart));
        sources.stream().skip(1).forEach(edits::removeLine);
    }
}
