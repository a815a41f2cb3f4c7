package io.contee.collect;

import io.contee.config.ConteeConfig;
import io.contee.log.ServedConsoles;
import io.contee.model.ConteeException;
import io.contee.model.Layout;
import io.contee.model.Layout.LogDir;
import io.contee.model.OneLine;
import io.contee.model.PodRef;
import io.contee.model.ServedConsole;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
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

    private final Path logDir;
    private final Path qemuLogDir;
    private final Optional<String> namespace;

    /** @param namespace the namespace of the guests; empty for all */
    GuestSources(ConteeConfig config, Optional<String> namespace) {
        this.logDir = config.directories().logs().path();
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
        for (String domain : ServedConsoles.domains(logDir)) {
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
        ServedConsoles.domains(logDir).forEach(domain -> namespaces.add(namespaceOf(domain)));
        return namespaces;
    }

    /** Returns the namespace of a guest: that of the last pod that it belonged to. */
    String namespaceOf(String domain) {
        List<ServedConsole> consoles = ServedConsoles.of(logDir, domain);
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
        Map<String, List<LogPart>> consoles = new LinkedHashMap<>();
        List<ServedConsole> served = new ArrayList<>(ServedConsoles.of(logDir, domain));
        served.sort(ServedConsole.inDomain()); // for each console, the most recently served entries stay last
        for (ServedConsole console : served) {
            console.podLog()
                    .map(log -> new LogPart(LogPart.Kind.POD, log))
                    .or(() -> Optional.of(console.rawLog())
                            .filter(Files::exists)
                            .map(log -> new LogPart(LogPart.Kind.RAW, log)))
                    .ifPresent(
                            part -> consoles.computeIfAbsent(console.console().alias(), alias -> new ArrayList<>())
                                    .add(part));
        }
        List<LogSource> sources = new ArrayList<>();
        consoles.forEach((alias, parts) -> sources.add(new LogSource(alias, List.copyOf(parts))));
        add(LogSource.QEMU, LogPart.Kind.QEMU, qemuLogDir.resolve(domain + Layout.LOG), sources);
        add(
                LogSource.EVENTS,
                LogPart.Kind.EVENTS,
                new LogDir(logDir).guest(domain).events(),
                sources);
        return sources;
    }

    private static void add(String name, LogPart.Kind kind, Path log, List<LogSource> sources) {
        if (Files.exists(log)) {
            sources.add(new LogSource(name, List.of(new LogPart(kind, log))));
        }
    }
}
