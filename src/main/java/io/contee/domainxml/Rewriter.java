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
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Rewrites domain XML so that its consoles reach contee, and back. Immutable; safe for any number of threads.
 *
 * <p>A rewrite touches serials and consoles of type pty, those of type unix that have a path of contee's already, and,
 * where that is asked for, those of type unix that others serve; it adds contee's metadata element and, where there is
 * none, a uuid, and drops marks of adoption. All else is the input, character for character. A domain that is as asked
 * is returned as it is, whatever its layout. A domain without any console that contee can have, or for another
 * hypervisor than QEMU, is returned as it is, unless metadata is to be set.
 */
public final class Rewriter {

    private static final String UUID_SEED = "urn:contee:domain:";

    private final Path consoles;
    private final Path ptyLogs;
    private final boolean keepsLabel;
    private final boolean logsPtys;
    private final ConsolePaths paths;
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
        this.logsPtys = logsPtys;
        paths = new ConsolePaths(consoles, ptyLogs);
        backend = new ConsoleBackend(paths, keepsLabel, logsPtys);
        restoration = new Restoration(paths);
    }

    /**
     * Returns a rewriter as a configuration asks for it.
     *
     * @param session whether the domains are those of {@code qemu:///session}
     * @param logsPtys whether consoles in mode pty get a log; without one contee does not see them
     */
    public static Rewriter of(Path consoles, Path ptyLogs, boolean session, boolean logsPtys) {
        return new Rewriter(consoles, ptyLogs, !session, logsPtys);
    }

    /** Returns a rewriter for the domains of {@code qemu:///session}; otherwise as {@link #Rewriter}. */
    public static Rewriter ofSession(Path consoles, Path ptyLogs) {
        return new Rewriter(consoles, ptyLogs, false, true);
    }

    /** One like this that gives consoles in mode pty no log: contee does not see them then. */
    public Rewriter withoutPtyLogs() {
        return new Rewriter(consoles, ptyLogs, keepsLabel, false);
    }

    /** Whether a domain's consoles are on ptys that contee is not to see. */
    public boolean leavesPtysAlone(DomainXml domain) {
        return !logsPtys && isInModePty(domain);
    }

    private static boolean isInModePty(DomainXml domain) {
        return domain.metadata().flatMap(ConsoleMetadata::mode).equals(Optional.of(ConsoleMode.PTY));
    }

    /**
     * Rewrites to a mode, and keeps the pod identity, log policy and annotations that the domain has. {@code OFF} takes
     * all of contee out, its metadata element too, and gives back the very text that the first rewrite was given, or
     * the same in meaning once libvirt has reformatted it.
     *
     * @throws ConteeException if the XML cannot be read, see {@link DomainXml#parse}, or a socket's path is too long
     */
    public String rewrite(String xml, ConsoleMode mode) {
        return rewrite(xml, mode, RewriteOptions.DEFAULTS);
    }

    /**
     * Rewrites to a mode, for a caller who knows or wants more. With metadata {@code OFF} leaves the consoles as their
     * owner wrote them, and the metadata stays for a later rewrite.
     *
     * @throws ConteeException as {@link #rewrite(String, ConsoleMode)}
     */
    public String rewrite(String xml, ConsoleMode mode, RewriteOptions options) {
        DomainXml domain = AdoptionMark.strip(DomainXml.parse(xml));
        if (mode == ConsoleMode.OFF && options.metadata().isEmpty()) {
            return restoration.restore(domain).text();
        }
        ConsoleMetadata stated = options.metadata().or(domain::metadata).orElse(ConsoleMetadata.EMPTY);
        ConsoleMetadata wanted = stated.withMode(mode).withTakeOver(stated.takeOver() || options.takeOver());
        if (isAsWanted(domain, wanted, options.knownUuid())) {
            return domain.text();
        }
        DomainXml original = restoration.restore(domain);
        if (options.metadata().isEmpty()
                && !isRewritten(domain)
                && rewritable(original, wanted.takeOver()).isEmpty()) {
            return original.text();
        }
        return apply(original, mode, wanted, options.knownUuid());
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
     * The chardevs that contee can have: its own, ptys and, with {@code takeOver}, unix sockets that others serve. A
     * mirror counts if the serial that it mirrors does.
     */
    private List<ConsoleSlot> rewritable(DomainXml domain, boolean takeOver) {
        if (!domain.layout().isForQemu()) {
            return List.of();
        }
        List<ConsoleSlot> slots = ConsoleSlot.whenDefined(domain);
        Predicate<ConsoleSlot> canBeHad = slot -> canBeHad(slot, isRewritten(domain), takeOver);
        boolean firstSerial = slots.stream()
                .filter(s -> s.chardev().kind() == Chardev.Kind.SERIAL)
                .findFirst()
                .filter(canBeHad)
                .isPresent();
        return slots.stream()
                .filter(canBeHad)
                .filter(s -> s.role() == ConsoleSlot.Role.DEVICE || firstSerial)
                .toList();
    }

    private static boolean isRewritten(DomainXml domain) {
        return domain.layout().contee().flatMap(MetadataText::past).isPresent();
    }

    private boolean canBeHad(ConsoleSlot slot, boolean rewritten, boolean takeOver) {
        String type = slot.chardev().type();
        return slot.role() != ConsoleSlot.Role.NONE
                && (type.equals("pty")
                        || (takeOver && type.equals("unix"))
                        || paths.isContees(slot.chardev(), rewritten));
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
     * The domain's consoles that are contee's, for live XML as hooks get it and for inactive XML: those of type unix
     * with the socket path that is theirs, those adopted in the present run, and those of type pty with the log that is
     * theirs or, if the metadata says mode pty, with one that their owner chose. A console that mirrors a serial is not
     * counted. The primary console is the first, the others follow in document order.
     *
     * @throws ConteeException if an alias or a path cannot be used
     */
    public List<ConsoleEndpoint> endpoints(DomainXml domain) {
        List<ConsoleEndpoint> endpoints = new ArrayList<>();
        for (ConsoleSlot slot : ConsoleSlot.devices(domain)) {
            UUID uuid = domain.uuid().orElseThrow();
            Optional<String> path = pathOfContee(domain, slot.chardev());
            if (AdoptionMark.isAdopted(domain, slot)) {
                endpoints.add(new ConsoleEndpoint(
                        slot.alias(),
                        ConsoleMode.UNIX,
                        path(paths.socket(uuid, slot)),
                        false,
                        slot.chardev().source().flatMap(Chardev.Source::path)));
            } else if (path.isPresent() && !misdirected(path.get(), slot, uuid)) {
                endpoints.add(
                        slot.chardev().type().equals("unix")
                                ? new ConsoleEndpoint(slot.alias(), ConsoleMode.UNIX, path(path.get()))
                                : new ConsoleEndpoint(
                                        slot.alias(),
                                        ConsoleMode.PTY,
                                        path(path.get()),
                                        !paths.isLog(path.get()),
                                        slot.chardev().source().flatMap(Chardev.Source::path)));
            }
        }
        return List.copyOf(endpoints);
    }

    /** The alias of the domain's primary console or, where contee can have that no more than now, the next that it can. */
    public Optional<String> firstConsole(DomainXml domain) {
        boolean rewritten = isRewritten(domain);
        boolean takeOver = domain.metadata().filter(ConsoleMetadata::takeOver).isPresent();
        return ConsoleSlot.devices(domain).stream()
                .filter(slot -> canBeHad(slot, rewritten, takeOver))
                .map(ConsoleSlot::alias)
                .findFirst();
    }

    /** The domain's consoles that have a path of contee's which is not theirs; {@link #endpoints} leaves them out. */
    public List<MisdirectedConsole> misdirected(DomainXml domain) {
        List<MisdirectedConsole> misdirected = new ArrayList<>();
        for (ConsoleSlot slot : ConsoleSlot.devices(domain)) {
            UUID uuid = domain.uuid().orElseThrow();
            pathOfContee(domain, slot.chardev())
                    .filter(path -> !AdoptionMark.isAdopted(domain, slot) && misdirected(path, slot, uuid))
                    .ifPresent(
                            path -> misdirected.add(new MisdirectedConsole(slot.alias(), path, expected(slot, uuid))));
        }
        return List.copyOf(misdirected);
    }

    /** The aliases of the domain's pty consoles that contee could have, and does not: they are none of its endpoints. */
    public List<String> uncaptured(DomainXml domain) {
        if (leavesPtysAlone(domain)) {
            return List.of();
        }
        Set<String> captured =
                endpoints(domain).stream().map(ConsoleEndpoint::alias).collect(Collectors.toSet());
        return ConsoleSlot.devices(domain).stream()
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

    private Optional<String> pathOfContee(DomainXml domain, Chardev chardev) {
        if (paths.isContees(chardev, isRewritten(domain))) {
            return chardev.source().flatMap(Chardev.Source::path);
        }
        boolean ptyMode = logsPtys && isInModePty(domain);
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
