package io.contee.cli;

import io.contee.config.ConteeConfig;
import io.contee.domainxml.DomainXml;
import io.contee.http.ConsoleView;
import io.contee.http.ControlClient;
import io.contee.libvirt.LibvirtInventory;
import io.contee.libvirt.LibvirtInventory.HostDomain;
import io.contee.log.StoredGuests;
import io.contee.log.StoredGuests.Guest;
import io.contee.model.ConteeException;
import io.contee.model.OneLine;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/** The guests that have left logs on this host, and those that are known. */
final class GuestInventory {

    private static final Duration LIBVIRT_LIMIT = Duration.ofSeconds(10);

    private final ConteeCommand contee;

    GuestInventory(ConteeCommand contee) {
        this.contee = contee;
    }

    StoredGuests stored() {
        ConteeConfig config = contee.config();
        return new StoredGuests(config.directories());
    }

    /**
     * The domains that libvirt knows, and those that contee serves if it answers.
     *
     * @throws ConteeException if libvirt does not say
     */
    Set<UUID> known() {
        Set<UUID> known = new HashSet<>();
        for (HostDomain domain : LibvirtInventory.read(contee.config().libvirtUri(), LIBVIRT_LIMIT)
                .domains()) {
            Stream.of(domain.live(), domain.definition())
                    .flatMap(Optional::stream)
                    .flatMap(xml -> DomainXml.parse(xml).uuid().stream())
                    .forEach(known::add);
        }
        try (ControlClient client = contee.client()) {
            client.consoles().stream()
                    .map(ConsoleView::uuid)
                    .map(UUID::fromString)
                    .forEach(known::add);
        } catch (ConteeException e) {
            return known; // no daemon runs
        }
        return known;
    }

    /** Prints a table of the guests that have left logs, those first whose logs were written last. */
    void print(PrintWriter out) {
        Optional<Set<UUID>> known;
        try {
            known = Optional.of(known());
        } catch (ConteeException e) {
            known = Optional.empty();
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("NAME", "UUID", "LAST WRITTEN", "BYTES", "GUEST"));
        for (Guest guest : stored().list()) {
            rows.add(List.of(
                    OneLine.of(guest.name()),
                    guest.uuid().toString(),
                    guest.lastWritten().truncatedTo(ChronoUnit.SECONDS).toString(),
                    Long.toString(guest.bytes()),
                    known.map(uuids -> uuids.contains(guest.uuid()) ? "known" : "gone")
                            .orElse("unknown")));
        }
        TextTable.print(out, rows);
        out.flush();
    }
}
