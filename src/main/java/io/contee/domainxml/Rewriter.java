package io.contee.domainxml;

import io.contee.model.ConsoleMode;
import io.contee.model.ConteeException;
import io.contee.model.Directories;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * Rewrites domain XML to connect its consoles to contee, and back. Immutable; safe for any number of threads.
 *
 * <p>A rewrite changes serials and consoles of type pty, those of type unix that already have a contee path, and, on
 * request, those of type unix that others serve; it adds contee's metadata element and, if there is none, a uuid, and
 * drops marks of adoption. Everything else stays unchanged, character for character. A domain that already is as
 * requested is returned unchanged, whatever its layout. A domain without any console that contee can capture, or for
 * another hypervisor than QEMU, is returned unchanged, unless metadata is to be set.
 */
public final class Rewriter {

    private static final String UUID_SEED = "urn:contee:domain:";

    private final Path consoles;
    private final Path ptyLogs;
    private final boolean keepsLabel;
    private final ConsolePaths paths;
    private final ConsoleFinder finder;
    private final ConsoleBackend backend;
    private final Restoration restoration;

    /**
     * Makes a rewriter for the domains of {@code qemu:///system}.
     *
     * @param consoles the directory of the guest sockets, {@code /run/contee/consoles} for example
     * @param ptyLogs the directory of the logs that virtlogd writes in pty mode
     * @throws ConteeException if a directory is not absolute
     */
    public Rewriter(Path consoles, Path ptyLogs) {
        this(consoles, ptyLogs, true, true);
    }

    private Rewriter(Path consoles, Path ptyLogs, boolean keepsLabel, boolean logsPtys) {
        this.consoles = consoles;
        this.ptyLogs = ptyLogs;
        this.keepsLabel = keepsLabel;
        paths = new ConsolePaths(consoles, ptyLogs);
        backend = new ConsoleBackend(paths, keepsLabel, logsPtys);
        restoration = new Restoration(paths);
        finder = new ConsoleFinder(paths, logsPtys);
    }

    /**
     * Returns the rewriter for a configuration.
     *
     * @param session whether the domains are those of {@code qemu:///session}
     * @param logsPtys whether consoles in mode pty get a log; without one contee does not see them
     */
    public static Rewriter of(Directories directories, boolean session, boolean logsPtys) {
        return new Rewriter(directories.run().consoles(), directories.logs().spools(), !session, logsPtys);
    }

    /** Returns a rewriter for the domains of {@code qemu:///session}; otherwise as {@link #Rewriter}. */
    public static Rewriter ofSession(Path consoles, Path ptyLogs) {
        return new Rewriter(consoles, ptyLogs, false, true);
    }

    /** Returns the same rewriter, but without a log for consoles in mode pty: contee does not see them then. */
    public Rewriter withoutPtyLogs() {
        return new Rewriter(consoles, ptyLogs, keepsLabel, false);
    }

    /** Returns whether a domain's consoles are on ptys that contee does not watch. */
    public boolean leavesPtysAlone(DomainXml domain) {
        return finder.leavesPtysAlone(domain);
    }

    /**
     * Rewrites to a mode, and keeps the domain's pod identity, log policy and annotations. {@code OFF} removes
     * everything of contee's, including its metadata element, and restores the exact text before the first rewrite, or
     * the same in meaning if libvirt has reformatted it.
     *
     * @return the same object if there is nothing to change
     * @throws ConteeException if a socket's path is too long
     */
    public DomainXml rewrite(DomainXml domain, ConsoleMode mode) {
        return rewrite(domain, mode, RewriteOptions.DEFAULTS);
    }

    /**
     * Rewrites to a mode with options. With metadata, {@code OFF} restores the consoles as their owner wrote them, and
     * the metadata stays for a later rewrite.
     *
     * @return the same object if there is nothing to change
     * @throws ConteeException if a socket's path is too long
     */
    public DomainXml rewrite(DomainXml xml, ConsoleMode mode, RewriteOptions options) {
        DomainXml domain = AdoptionMark.strip(xml);
        if (mode == ConsoleMode.OFF && options.metadata().isEmpty()) {
            return restoration.restore(domain);
        }
        ConsoleMetadata stated = options.metadata().or(domain::metadata).orElse(ConsoleMetadata.EMPTY);
        ConsoleMetadata wanted = stated.withMode(mode).withTakeOver(stated.takeOver() || options.takeOver());
        if (isAsWanted(domain, wanted, options.knownUuid())) {
            return domain;
        }
        DomainXml original = restoration.restore(domain);
        if (options.metadata().isEmpty()
                && !ConsoleFinder.isRewritten(domain)
                && rewritable(original, wanted.takeOver()).isEmpty()) {
            return original;
        }
        return DomainXml.made(apply(original, mode, wanted, options.knownUuid()));
    }

    /**
     * Rewrites text that is not needed otherwise, see {@link #rewrite(DomainXml, ConsoleMode)}.
     *
     * @throws ConteeException if the XML cannot be read, see {@link DomainXml#parse}, or a socket's path is too long
     */
    public String rewrite(String xml, ConsoleMode mode) {
        return rewrite(xml, mode, RewriteOptions.DEFAULTS);
    }

    /**
     * Rewrites text that is not needed otherwise, see {@link #rewrite(DomainXml, ConsoleMode, RewriteOptions)}.
     *
     * @throws ConteeException as {@link #rewrite(String, ConsoleMode)}
     */
    public String rewrite(String xml, ConsoleMode mode, RewriteOptions options) {
        return rewrite(DomainXml.parse(xml), mode, options).text();
    }

    private boolean isAsWanted(DomainXml domain, ConsoleMetadata wanted, Optional<UUID> knownUuid) {
        Optional<MetadataText> contee = domain.layout().contee();
        Optional<OriginalText> past = contee.flatMap(MetadataText::past);
        ConsoleMode mode = wanted.mode().orElseThrow();
        if (past.isEmpty() || !contee.map(MetadataText::metadata).equals(Optional.of(wanted))) {
            return false;
        }
        if (mode == ConsoleMode.OFF) {
            return consolesAreTheirOwners(domain);
        }
        return domain.uuid()
                .filter(uuid -> !past.get().inserted(OriginalText.Part.UUID)
                        || knownUuid.orElse(uuid).equals(uuid))
                .filter(uuid -> rewritable(domain, wanted.takeOver()).stream()
                        .allMatch(slot -> backend.fits(domain, slot, mode, uuid)))
                .isPresent();
    }

    private boolean consolesAreTheirOwners(DomainXml domain) {
        return domain.chardevs().stream()
                .noneMatch(c -> paths.isContees(c, true)
                        || c.log().filter(log -> paths.isLog(log.file())).isPresent());
    }

    /**
     * Returns the chardevs that contee can capture: those that it has captured, ptys and, with {@code takeOver}, unix
     * sockets that others serve. A mirror counts if the serial that it mirrors does.
     */
    private List<ConsoleSlot> rewritable(DomainXml domain, boolean takeOver) {
        if (!domain.layout().isForQemu()) {
            return List.of();
        }
        List<ConsoleSlot> slots = ConsoleSlot.whenDefined(domain);
        boolean rewritten = ConsoleFinder.isRewritten(domain);
        Predicate<ConsoleSlot> captured = slot -> finder.canBeCaptured(slot, rewritten, takeOver);
        boolean firstSerial = slots.stream()
                .filter(s -> s.chardev().kind() == Chardev.Kind.SERIAL)
                .findFirst()
                .filter(captured)
                .isPresent();
        return slots.stream()
                .filter(captured)
                .filter(s -> s.role() == ConsoleSlot.Role.DEVICE || firstSerial)
                .toList();
    }

    private String apply(DomainXml original, ConsoleMode mode, ConsoleMetadata metadata, Optional<UUID> knownUuid) {
        String text = original.text();
        TextEdits edits = new TextEdits(text);
        List<OriginalText.Original> past = new ArrayList<>();
        if (mode != ConsoleMode.OFF) {
            UUID uuid = original.uuid().or(() -> knownUuid).orElseGet(() -> derivedUuid(original.name()));
            if (original.uuid().isEmpty()) {
                ElementText name = original.layout().nameElement();
                edits.insert(name.end(), Block.lineStart(text, name.start()) + "<uuid>" + uuid + "</uuid>");
                past.add(OriginalText.Original.single(OriginalText.Part.UUID, ""));
            }
            for (ConsoleSlot slot : rewritable(original, metadata.takeOver())) {
                if (!backend.fits(original, slot, mode, uuid)) {
                    backend.change(edits, original, slot, mode, uuid);
                    past.add(new OriginalText.Original(
                            OriginalText.Part.of(slot.chardev().kind()),
                            slot.chardev().index(),
                            Optional.of(slot.alias()),
                            slot.text().element().in(text)));
                }
            }
        }
        putMetadata(edits, original, metadata, past);
        return edits.result();
    }

    private static void putMetadata(
            TextEdits edits, DomainXml original, ConsoleMetadata metadata, List<OriginalText.Original> changed) {
        String text = original.text();
        DomainLayout layout = original.layout();
        List<OriginalText.Original> all = new ArrayList<>(changed);
        if (layout.contee().isPresent()) {
            ElementText byHand = layout.contee().get().element();
            all.add(OriginalText.Original.single(OriginalText.Part.CONTEE, byHand.in(text)));
            String lineStart = Block.lineStart(text, byHand.start());
            edits.replace(
                    byHand.start() - lineStart.length(),
                    byHand.end(),
                    element(text, metadata, all).after(lineStart));
        } else if (layout.metadata().isPresent()) {
            ElementText wrapper = layout.metadata().get();
            all.add(
                    wrapper.blank(text)
                            ? OriginalText.Original.single(OriginalText.Part.METADATA, wrapper.in(text))
                            : OriginalText.Original.single(OriginalText.Part.CONTEE, ""));
            element(text, metadata, all).insertInto(edits, text, wrapper);
        } else {
            all.add(OriginalText.Original.single(OriginalText.Part.METADATA, ""));
            String lineStart = Block.lineStart(text, layout.nameElement().start());
            edits.insert(
                    layout.headEnd(),
                    element(text, metadata, all).within("metadata").after(lineStart));
        }
    }

    private static Block element(String text, ConsoleMetadata metadata, List<OriginalText.Original> originals) {
        return MetadataFormat.encode(metadata, new OriginalText(OriginalText.digest(text), originals));
    }

    private static UUID derivedUuid(String name) {
        return UUID.nameUUIDFromBytes((UUID_SEED + name).getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Returns the domain's consoles that contee has captured, for live XML as hooks get it and for inactive XML: those
     * of type unix with their own socket path, those adopted in the current run, and those of type pty with their own
     * log or, if the metadata says mode pty, with one that their owner chose. A console that mirrors a serial is not
     * counted. The primary console is the first, the others follow in document order.
     *
     * @throws ConteeException if an alias or a path cannot be used
     */
    public List<ConsoleEndpoint> endpoints(DomainXml domain) {
        return finder.endpoints(domain);
    }

    /**
     * Returns the alias of the domain's primary console or, if contee cannot capture that, of the next one that it can.
     */
    public Optional<String> firstConsole(DomainXml domain) {
        return finder.firstConsole(domain);
    }

    /** Returns the domain's consoles that have a contee path of another console; {@link #endpoints} leaves them out. */
    public List<MisdirectedConsole> misdirected(DomainXml domain) {
        return finder.misdirected(domain);
    }

    /** Returns the aliases of the domain's pty consoles that contee could capture and does not. */
    public List<String> uncaptured(DomainXml domain) {
        return finder.uncaptured(domain);
    }

    /**
     * Returns the domain's consoles that contee leaves unchanged in any mode because of their types: their output does
     * not reach it. For a domain of another hypervisor than QEMU these are all consoles.
     */
    public List<UncapturedConsole> leftAlone(DomainXml domain) {
        return finder.leftAlone(domain);
    }
}
