package io.contee.domainxml;

import io.contee.model.ConsoleMode;
import io.contee.model.ConteeException;
import io.contee.model.OneLine;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Finds the consoles of a domain that contee has captured, can capture, or cannot. Immutable. */
final class ConsoleFinder {

    private final ConsolePaths paths;
    private final boolean logsPtys;

    /** @param logsPtys whether consoles in mode pty get a log; without one contee does not see them */
    ConsoleFinder(ConsolePaths paths, boolean logsPtys) {
        this.paths = paths;
        this.logsPtys = logsPtys;
    }

    /** Returns whether a domain's consoles are on ptys that contee does not watch. */
    boolean leavesPtysAlone(DomainXml domain) {
        return !logsPtys && isInModePty(domain);
    }

    private static boolean isInModePty(DomainXml domain) {
        return domain.metadata().flatMap(ConsoleMetadata::mode).equals(Optional.of(ConsoleMode.PTY));
    }

    /** Returns whether contee has rewritten a domain. */
    static boolean isRewritten(DomainXml domain) {
        return domain.layout().contee().flatMap(MetadataText::past).isPresent();
    }

    /**
     * Returns whether contee can capture a chardev: one that it has captured, a pty or, with {@code takeOver}, a unix
     * socket that others serve.
     *
     * @param rewritten whether the domain has contee's record
     */
    boolean canBeCaptured(ConsoleSlot slot, boolean rewritten, boolean takeOver) {
        String type = slot.chardev().type();
        return slot.role() != ConsoleSlot.Role.NONE
                && (type.equals("pty")
                        || (takeOver && type.equals("unix"))
                        || paths.isContees(slot.chardev(), rewritten));
    }

    /**
     * Returns the domain's consoles that contee has captured, for live XML as hooks get it and for inactive XML: those
     * of type unix with their own socket path, those adopted in the current run, and those of type pty with their own
     * log or, if the metadata says mode pty, with one that their owner chose. A console that mirrors a serial is not
     * counted. The primary console is the first, the others follow in document order.
     *
     * @throws ConteeException if an alias or a path cannot be used
     */
    List<ConsoleEndpoint> endpoints(DomainXml domain) {
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

    /**
     * Returns the alias of the domain's primary console or, if contee cannot capture that, of the next one that it can.
     */
    Optional<String> firstConsole(DomainXml domain) {
        boolean rewritten = isRewritten(domain);
        boolean takeOver = capturesSockets(domain);
        return ConsoleSlot.devices(domain).stream()
                .filter(slot -> canBeCaptured(slot, rewritten, takeOver))
                .map(ConsoleSlot::alias)
                .findFirst();
    }

    /** Returns the domain's consoles that have a contee path of another console; {@link #endpoints} leaves them out. */
    List<MisdirectedConsole> misdirected(DomainXml domain) {
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

    /** Returns the aliases of the pty consoles that contee could capture and does not. */
    List<String> uncaptured(DomainXml domain) {
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

    /** Implements {@link Rewriter#leftAlone}. */
    List<UncapturedConsole> leftAlone(DomainXml domain) {
        boolean rewritten = isRewritten(domain);
        boolean forQemu = domain.layout().isForQemu();
        return ConsoleSlot.consoles(domain).stream()
                .filter(slot -> !forQemu || !canBeCaptured(slot, rewritten, capturesSockets(domain)))
                .map(slot -> new UncapturedConsole(slot.alias(), slot.chardev().type()))
                .toList();
    }

    private static boolean capturesSockets(DomainXml domain) {
        return domain.metadata().filter(ConsoleMetadata::takeOver).isPresent();
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
