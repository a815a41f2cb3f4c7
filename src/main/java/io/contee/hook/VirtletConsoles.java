package io.contee.hook;

import io.contee.broker.ConsoleSpec;
import io.contee.broker.GuestPlace;
import io.contee.domainxml.DomainXml;
import io.contee.domainxml.SharedSocketConsoles;
import io.contee.model.ConsoleId;
import io.contee.model.DomainId;
import io.contee.model.LogPolicy;
import io.contee.model.OneLine;
import io.contee.model.PodRef;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the consoles of domains that were made for Virtlet, whose socket they all connect to. Virtlet writes the log of
 * a container, in docker's json-file format, to the path that {@code VIRTLET_CONTAINER_LOG_PATH} gives in QEMU's
 * environment (Virtlet, pkg/stream). contee does so too, and reads the variable from the XML, which the guest's process
 * cannot change. A path that is not below the directory of pod logs is ignored.
 */
public final class VirtletConsoles {

    private static final String LOG_PATH = "VIRTLET_CONTAINER_LOG_PATH";
    private static final Logger LOG = LoggerFactory.getLogger(VirtletConsoles.class);

    private final Path socket;
    private final Path podLogs;
    private final SharedSocketConsoles finder;

    /**
     * Makes a reader.
     *
     * @param socket the socket
     * @param podLogs the directory that logs must be below
     */
    public VirtletConsoles(Path socket, Path podLogs) {
        this.socket = socket;
        this.podLogs = podLogs;
        this.finder = new SharedSocketConsoles(socket);
    }

    List<ConsoleSpec> of(
            DomainXml domain,
            DomainId id,
            Optional<LogPolicy> rawLog,
            Optional<Boolean> shared,
            Map<String, String> annotations) {
        List<String> aliases = finder.of(domain);
        if (aliases.isEmpty()) {
            return List.of();
        }
        List<String> order = domain.consoleAliases();
        Optional<Path> log = Optional.ofNullable(
                        SharedSocketConsoles.environment(domain).get(LOG_PATH))
                .flatMap(path -> checked(id, path));
        return aliases.stream()
                .map(alias -> new ConsoleId(id, alias))
                .map(console -> new ConsoleSpec(
                        console,
                        order.indexOf(console.alias()),
                        new GuestPlace.SharedSocket(socket),
                        PodRef.of(console),
                        rawLog,
                        console.alias().equals(aliases.get(0)) ? log : Optional.empty(),
                        shared,
                        annotations,
                        domain.impatientDevice(console.alias())))
                .toList();
    }

    private Optional<Path> checked(DomainId id, String text) {
        try {
            Path path = Path.of(text);
            if (path.isAbsolute()
                    && path.equals(path.normalize())
                    && path.startsWith(podLogs)
                    && path.getNameCount() > podLogs.getNameCount() + 1
                    && text.chars().noneMatch(Character::isISOControl)) {
                return Optional.of(path);
            }
        } catch (InvalidPathException e) {
            LOG.debug("{}: {}", id, OneLine.of(String.valueOf(e.getMessage())));
        }
        LOG.warn(
                "domain {}: {} is {}, which is not a file in a directory below {}: using contee's own",
                id,
                LOG_PATH,
                OneLine.quoted(text),
                podLogs);
        return Optional.empty();
    }
}
