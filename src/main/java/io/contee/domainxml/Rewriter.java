package io.contee.domainxml;

import io.contee.model.ConsoleMode;
import io.contee.model.ConteeException;
import io.contee.model.OneLine;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Rewrites domain XML so that its consoles reach contee, and back. Immutable; safe for any number of threads.
 *
 * <p>A rewrite touches serials and consoles of type pty, and those of type unix that have a path of contee's already; it
 * adds contee's metadata element and, where there is none, a uuid. All else is the input, character for character. A
 * domain that is as asked is returned as it is, whatever its layout. A domain without any console that contee can have
 * is returned as it is, unless metadata is to be set.
 */
public final class Rewriter {

    private static final String UUID_SEED = "urn:contee:domain:";

    private final ConsolePaths paths;
    private final Restoration restoration;
    private final ChardevTemplate unix;
    private final ChardevTemplate pty;

    /**
     * Makes a rewriter.
     *
     * @param consoles the directory of the guest sockets, {@code /run/contee/consoles} for example
     * @param ptyLogs the directory of the logs that virtlogd writes in pty mode
     * @throws ConteeException if a directory is not absolute
     */
    public Rewriter(Path consoles, Path ptyLogs) {
        paths = new ConsolePaths(consoles, ptyLogs);
        restoration = new Restoration(paths);
        unix = ChardevTemplate.unix();
        pty = ChardevTemplate.pty();
    }

    /**
     * Rewrites to a mode, and keeps the pod identity, log policy and annotations that the domain has. {@code OFF} takes
     * all of contee out, its metadata element too, and gives back the very text that the first rewrite was given, or
     * the same in meaning once libvirt has reformatted it.
     *
     * @throws ConteeException if the XML cannot be read, see {@link DomainXml#parse}, or a socket's path is too long
     */
    public String rewrite(String xml, ConsoleMode mode) {
        return rewrite(xml, mode, Optional.empty(), Optional.empty());
    }

    /**
     * Rewrites to a mode and sets the metadata, under {@code OFF} too, where the consoles are left as their owner wrote
     * them and the metadata stays for a later rewrite.
     *
     * @param metadata replaces what the domain has; its own mode is not regarded
     * @throws ConteeException as {@link #rewrite(String, ConsoleMode)}
     */
    public String rewrite(String xml, ConsoleMode mode, ConsoleMetadata metadata) {
        return rewrite(xml, mode, Optional.of(metadata), Optional.empty());
    }

    /**
     * Rewrites, for a caller who knows more.
     *
     * @param metadata as above, where given
     * @param knownUuid the UUID that libvirt has for a domain of this name; used if the XML states none. Without it one
     *     is derived from the name
     * @throws ConteeException as {@link #rewrite(String, ConsoleMode)}
     */
    public String rewrite(String xml, ConsoleMode mode, Optional<ConsoleMetadata> metadata, Optional<UUID> knownUuid) {
        DomainXml domain = DomainXml.parse(xml);
        if (mode == ConsoleMode.OFF && metadata.isEmpty()) {
            return restoration.restore(domain).text();
        }
        ConsoleMetadata wanted =
                metadata.or(domain::metadata).orElse(ConsoleMetadata.EMPTY).withMode(mode);
        if (isAsWanted(domain, wanted, knownUuid)) {
            return xml;
        }
        DomainXml original = restoration.restore(domain);
        if (metadata.isEmpty() && !isRewritten(domain) && rewritable(original).isEmpty()) {
            return original.text();
        }
        return apply(original, mode, wanted, knownUuid);
    }

    private boolean isAsWanted(DomainXml domain, ConsoleMetadata wanted, Optional<UUID> knownUuid) {
        Optional<MetadataText> contee = domain.layout().contee();
        Optional<Past> past = contee.flatMap(MetadataText::past);
        ConsoleMode mode = wanted.mode().orElseThrow();
        if (past.isEmpty() || !contee.map(MetadataText::metadata).equals(Optional.of(wanted))) {
            return false;
        }
        if (mode == ConsoleMode.OFF) {
            return consolesAreTheirOwners(domain);
        }
        return domain.uuid()
                .filter(uuid -> !past.get().inserted(Past.Part.UUID)
                        || knownUuid.orElse(uuid).equals(uuid))
                .filter(uuid -> rewritable(domain).stream().allMatch(slot -> fits(slot, mode, uuid)))
                .isPresent();
    }

    private boolean consolesAreTheirOwners(DomainXml domain) {
        return domain.chardevs().stream()
                .noneMatch(c -> paths.isContees(c, true)
                        || c.log().filter(log -> paths.isLog(log.file())).isPresent());
    }

    private boolean fits(ConsoleSlot slot, ConsoleMode mode, UUID uuid) {
        Chardev chardev = slot.chardev();
        if (mode == ConsoleMode.UNIX) {
            Chardev.Source wanted =
                    new Chardev.Source(Optional.of("connect"), Optional.of(paths.socket(uuid, slot)), true, true);
            return chardev.type().equals("unix")
                    && slot.text().sources().size() == 1
                    && chardev.source().equals(Optional.of(wanted));
        }
        return chardev.type().equals("pty")
                && chardev.log()
                        .filter(log -> !paths.isLog(log.file())
                                || (log.append() && log.file().equals(paths.log(uuid, slot))))
                        .isPresent();
    }

    /** The chardevs that contee can have: its own, and ptys. A mirror counts if the serial that it mirrors does. */
    private List<ConsoleSlot> rewritable(DomainXml domain) {
        boolean rewritten = isRewritten(domain);
        List<ConsoleSlot> slots = ConsoleSlot.whenDefined(domain);
        boolean firstSerial = slots.stream()
                .filter(s -> s.chardev().kind() == Chardev.Kind.SERIAL)
                .findFirst()
                .filter(s -> canBeHad(s, rewritten))
                .isPresent();
        return slots.stream()
                .filter(s -> canBeHad(s, rewritten))
                .filter(s -> s.role() == ConsoleSlot.Role.DEVICE || firstSerial)
                .toList();
    }

    private static boolean isRewritten(DomainXml domain) {
        return domain.layout().contee().flatMap(MetadataText::past).isPresent();
    }

    private boolean canBeHad(ConsoleSlot slot, boolean rewritten) {
        return slot.role() != ConsoleSlot.Role.NONE
                && (slot.chardev().type().equals("pty") || paths.isContees(slot.chardev(), rewritten));
    }

    private String apply(DomainXml original, ConsoleMode mode, ConsoleMetadata metadata, Optional<UUID> knownUuid) {
        String text = original.text();
        TextEdits edits = new TextEdits(text);
        List<Past.Original> past = new ArrayList<>();
        if (mode != ConsoleMode.OFF) {
            UUID uuid = original.uuid().or(() -> knownUuid).orElseGet(() -> derivedUuid(original.name()));
            if (original.uuid().isEmpty()) {
                ElementText name = original.layout().nameElement();
                edits.insert(name.end(), Block.lineStart(text, name.start()) + "<uuid>" + uuid + "</uuid>");
                past.add(new Past.Original(Past.Part.UUID, 0, ""));
            }
            for (ConsoleSlot slot : rewritable(original)) {
                if (!fits(slot, mode, uuid)) {
                    change(edits, text, slot, mode, uuid);
                    past.add(new Past.Original(
                            Past.Part.of(slot.chardev().kind()),
                            slot.chardev().index(),
                            slot.text().element().in(text)));
                }
            }
        }
        putMetadata(edits, original, metadata, past);
        return edits.result();
    }

    private void change(TextEdits edits, String text, ConsoleSlot slot, ConsoleMode mode, UUID uuid) {
        ElementText element = slot.text().element();
        element.attribute(text, "tty").ifPresent(tty -> edits.replace(tty.start(), tty.end(), ""));
        String type = mode == ConsoleMode.UNIX ? "unix" : "pty";
        element.attribute(text, "type")
                .ifPresentOrElse(
                        old -> edits.replace(old.valueStart(), old.valueEnd(), type),
                        () -> edits.insert(element.nameEnd(text), " type='" + type + "'"));
        List<ElementText> sources = slot.text().sources();
        Optional<Block> inserted = mode == ConsoleMode.UNIX
                ? Optional.of(unix.with(paths.socket(uuid, slot)))
                : slot.text().log().isPresent() ? Optional.empty() : Optional.of(pty.with(paths.log(uuid, slot)));
        if (inserted.isPresent() && sources.isEmpty()) {
            inserted.get().insertInto(edits, text, element);
        } else if (inserted.isPresent()) {
            int from = sources.get(0).start();
            String lineStart = Block.lineStart(text, from);
            edits.replace(
                    from - lineStart.length(),
                    sources.get(0).end(),
                    inserted.get().after(lineStart));
            sources.stream().skip(1).forEach(edits::removeLine);
        } else {
            sources.forEach(edits::removeLine);
        }
    }

    private static void putMetadata(
            TextEdits edits, DomainXml original, ConsoleMetadata metadata, List<Past.Original> changed) {
        String text = original.text();
        DomainLayout layout = original.layout();
        List<Past.Original> all = new ArrayList<>(changed);
        if (layout.contee().isPresent()) {
            ElementText byHand = layout.contee().get().element();
            all.add(new Past.Original(Past.Part.CONTEE, 0, byHand.in(text)));
            String lineStart = Block.lineStart(text, byHand.start());
            edits.replace(
                    byHand.start() - lineStart.length(),
                    byHand.end(),
                    element(text, metadata, all).after(lineStart));
        } else if (layout.metadata().isPresent()) {
            ElementText wrapper = layout.metadata().get();
            all.add(
                    wrapper.blank(text)
                            ? new Past.Original(Past.Part.METADATA, 0, wrapper.in(text))
                            : new Past.Original(Past.Part.CONTEE, 0, ""));
            element(text, metadata, all).insertInto(edits, text, wrapper);
        } else {
            all.add(new Past.Original(Past.Part.METADATA, 0, ""));
            String lineStart = Block.lineStart(text, layout.nameElement().start());
            edits.insert(
                    layout.headEnd(),
                    element(text, metadata, all).within("metadata").after(lineStart));
        }
    }

    private static Block element(String text, ConsoleMetadata metadata, List<Past.Original> originals) {
        return MetadataFormat.encode(metadata, new Past(Past.digest(text), originals));
    }

    private static UUID derivedUuid(String name) {
        return UUID.nameUUIDFromBytes((UUID_SEED + name).getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The domain's consoles that are contee's, for live XML as hooks get it and for inactive XML: those of type unix
     * with the socket path that is theirs, and those of type pty with the log that is theirs or, if the metadata says
     * mode pty, with one that their owner chose. A console that mirrors a serial is not counted.
     *
     * @throws ConteeException if an alias or a path cannot be used
     */
    public List<ConsoleEndpoint> endpoints(DomainXml domain) {
        List<ConsoleEndpoint> endpoints = new ArrayList<>();
        for (ConsoleSlot slot : devices(domain)) {
            UUID uuid = domain.uuid().orElseThrow();
            Optional<String> path = pathOfContee(domain, slot.chardev());
            if (path.isPresent() && !misdirected(path.get(), slot, uuid)) {
                ConsoleMode mode = slot.chardev().type().equals("unix") ? ConsoleMode.UNIX : ConsoleMode.PTY;
                endpoints.add(new ConsoleEndpoint(slot.alias(), mode, path(path.get())));
            }
        }
        return List.copyOf(endpoints);
    }

    /** The domain's consoles that have a path of contee's which is not theirs; {@link #endpoints} leaves them out. */
    public List<MisdirectedConsole> misdirected(DomainXml domain) {
        List<MisdirectedConsole> misdirected = new ArrayList<>();
        for (ConsoleSlot slot : devices(domain)) {
            UUID uuid = domain.uuid().orElseThrow();
            pathOfContee(domain, slot.chardev())
                    .filter(path -> misdirected(path, slot, uuid))
                    .ifPresent(
                            path -> misdirected.add(new MisdirectedConsole(slot.alias(), path, expected(slot, uuid))));
        }
        return List.copyOf(misdirected);
    }

    /** The aliases of the domain's pty consoles that contee could have, and does not: they are none of its endpoints. */
    public List<String> uncaptured(DomainXml domain) {
        Set<String> captured =
                endpoints(domain).stream().map(ConsoleEndpoint::alias).collect(Collectors.toSet());
        return devices(domain).stream()
                .filter(slot -> slot.chardev().type().equals("pty"))
                .map(ConsoleSlot::alias)
                .filter(alias -> !captured.contains(alias))
                .toList();
    }

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new ConteeException(
                    "path " + OneLine.quoted(text) + " cannot be opened in this locale: run contee in a UTF-8 one", e);
        }
    }

    private static List<ConsoleSlot> devices(DomainXml domain) {
        return domain.uuid().isEmpty()
                ? List.of()
                : ConsoleSlot.asStated(domain).stream()
                        .filter(slot -> slot.role() == ConsoleSlot.Role.DEVICE)
                        .toList();
    }

    private Optional<String> pathOfContee(DomainXml domain, Chardev chardev) {
        if (paths.isContees(chardev, isRewritten(domain))) {
            return chardev.source().flatMap(Chardev.Source::path);
        }
        boolean ptyMode = domain.metadata().flatMap(ConsoleMetadata::mode).equals(Optional.of(ConsoleMode.PTY));
        return chardev.log()
                .filter(log -> chardev.type().equals("pty"))
                .map(Chardev.Log::file)
                .filter(file -> ptyMode || paths.isLog(file));
    }

    private boolean misdirected(String path, ConsoleSlot slot, UUID uuid) {
        String expected = expected(slot, uuid);
        boolean ownersLog = slot.chardev().type().equals("pty") && !paths.isLog(path);
        return !ownersLog && !path.equals(expected);
    }

    private String expected(ConsoleSlot slot, UUID uuid) {
        return slot.chardev().type().equals("unix") ? paths.socket(uuid, slot) : paths.log(uuid, slot);
    }
}
