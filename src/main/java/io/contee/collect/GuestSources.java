package io.contee.collect;

import io.contee.config.ConteeConfig;
import io.contee.log.GuestDirs;
import io.contee.log.ServedConsoles;
import io.contee.model.ConteeException;
import io.contee.model.Layout;
import io.contee.model.Layout.GuestDir;
import io.contee.model.OneLine;
import io.contee.model.PodRef;
import io.contee.model.ServedConsole;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the guests that have left logs on this host, and the logs of each. */
final class GuestSources {

    private static final Logger LOG = LoggerFactory.getLogger(GuestSources.class);

    private final GuestDirs dirs;
    private final Path qemuLogDir;
    private final Optional<String> namespace;

    /** @param namespace the namespace of the guests; empty for all */
    GuestSources(ConteeConfig config, Optional<String> namespace) {
        this.dirs = GuestDirs.of(config.directories());
        this.qemuLogDir = config.collect().qemuLogDir();
        this.namespace = namespace;
    }

    /**
     * Returns the names of the guests, sorted.
     *
     * @throws ConteeException if they cannot be listed
     */
    List<String> guests() {
        NavigableSet<String> guests = new TreeSet<>();
        for (String domain : dirs.names()) {
            if (isWanted(domain)) {
                guests.add(domain);
            }
        }
        if (namespace.isEmpty() || namespace.get().equals(PodRef.DEFAULT_NAMESPACE)) {
            qemuLogs().stream().filter(this::isWanted).forEach(guests::add);
        }
        return List.copyOf(guests);
    }

    /** Returns the namespaces that have guests, for a message. */
    NavigableSet<String> namespaces() {
        NavigableSet<String> namespaces = new TreeSet<>();
        dirs.names().forEach(domain -> namespaces.add(namespaceOf(domain)));
        return namespaces;
    }

    /** Returns the namespace of a guest: that of the last pod that it belonged to. */
    String namespaceOf(String domain) {
        List<ServedConsole> consoles = served(domain);
        return consoles.isEmpty()
                ? PodRef.DEFAULT_NAMESPACE
                : consoles.get(consoles.size() - 1).pod().namespace();
    }

    private boolean isWanted(String domain) {
        try {
            return namespace.isEmpty() || namespace.get().equals(namespaceOf(domain));
        } catch (ConteeException e) {
            LOG.warn("the logs of domain {} are not collected: {}", OneLine.of(domain), e.getMessage());
            return false;
        }
    }

    private List<String> qemuLogs() {
        List<String> domains = new ArrayList<>();
        try (DirectoryStream<Path> logs = Files.newDirectoryStream(qemuLogDir, "*" + Layout.LOG)) {
            logs.forEach(log -> domains.add(Layout.alias(log)));
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw new ConteeException(
                    "cannot list the logs of QEMU in " + qemuLogDir + ": " + ConteeException.reason(e)
                            + ": see that you may read it, or set collect.qemuLogDir",
                    e);
        }
        return domains;
    }

    /** Returns the logs of a guest, that of the primary console first; none if it has left none. */
    List<LogSource> of(String domain) {
        List<GuestDir> guests = dirsOf(domain);
        List<ServedConsole> served = new ArrayList<>();
        Map<ServedConsole, LogPart> parts = new HashMap<>();
        for (GuestDir dir : guests) {
            for (ServedConsole console : ServedConsoles.of(dir)) {
                served.add(console);
                part(dir, console).ifPresent(part -> parts.put(console, part));
            }
        }
        served.sort(ServedConsole.inDomain()); // for each console, the most recently served entries stay last
        Map<String, List<LogPart>> consoles = new LinkedHashMap<>();
        for (ServedConsole console : served) {
            LogPart part = parts.get(console);
            if (part != null) {
                consoles.computeIfAbsent(console.console().alias(), alias -> new ArrayList<>())
                        .add(part);
            }
        }
        List<LogSource> sources = new ArrayList<>();
        consoles.forEach((alias, logs) -> sources.add(new LogSource(alias, List.copyOf(logs))));
        add(LogSource.QEMU, LogPart.Kind.QEMU, qemuLogDir.resolve(domain + Layout.LOG), sources);
        List<LogPart> events = guests.stream()
                .filter(dir -> Files.exists(dir.events()))
                .map(dir -> dirs.owner(dir)
                        .map(owned -> LogPart.in(dir, owned.uuid(), LogPart.Kind.EVENTS, dir.events()))
                        .orElseGet(() -> LogPart.at(LogPart.Kind.EVENTS, dir.events())))
                .toList();
        if (!events.isEmpty()) {
            sources.add(new LogSource(LogSource.EVENTS, events));
        }
        return sources;
    }

    private static Optional<LogPart> part(GuestDir dir, ServedConsole console) {
        return console.podLog().map(log -> LogPart.at(LogPart.Kind.POD, log)).or(() -> Optional.of(console.rawLog())
                .filter(Files::exists)
                .map(log -> LogPart.in(dir, console.console().domain().uuid(), LogPart.Kind.RAW, log)));
    }

    /** Returns the directories of the guests that had a name, one after the other, the current one's last. */
    private List<GuestDir> dirsOf(String domain) {
        List<GuestDir> found = new ArrayList<>(dirs.of(domain));
        Collections.reverse(found);
        return found;
    }

    private List<ServedConsole> served(String domain) {
        return dirsOf(domain).stream()
                .flatMap(dir -> ServedConsoles.of(dir).stream())
                .toList();
    }

    private static void add(String name, LogPart.Kind kind, Path log, List<LogSource> sources) {
        if (Files.exists(log)) {
            sources.add(new LogSource(name, List.of(LogPart.at(kind, log))));
        }
    }
}
