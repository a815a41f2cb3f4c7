package io.contee.domainxml;

import io.contee.model.ConteeException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Finds the consoles of running domains that can be adopted or are adopted. Immutable. */
public final class PtyConsoles {

    private final ConsolePaths paths;

    /**
     * Makes a finder.
     *
     * @param consoles the directory of the guest sockets
     * @param ptyLogs the directory of the logs that virtlogd writes in pty mode
     * @throws ConteeException if a directory is not absolute
     */
    public PtyConsoles(Path consoles, Path ptyLogs) {
        paths = new ConsolePaths(consoles, ptyLogs);
    }

    /**
     * Returns the consoles whose live XML names a pty, the primary console first; none for a domain that does not run.
     *
     * @throws ConteeException if an alias cannot be used, or a socket's path would be too long
     */
    public List<PtyConsole> of(DomainXml live) {
        if (live.id().isEmpty()) {
            return List.of();
        }
        return ConsoleSlot.devices(live).stream()
                .filter(slot -> slot.chardev().type().equals("pty"))
                .flatMap(slot -> of(live, slot).stream())
                .toList();
    }

    private Optional<PtyConsole> of(DomainXml live, ConsoleSlot slot) {
        Chardev chardev = slot.chardev();
        return chardev.source()
                .flatMap(Chardev.Source::path)
                .map(pty -> new PtyConsole(
                        slot.alias(),
                        pty,
                        chardev.log().map(Chardev.Log::file),
                        AdoptionMark.isAdopted(live, slot),
                        Path.of(paths.socket(live.uuid().orElseThrow(), slot))));
    }
}
