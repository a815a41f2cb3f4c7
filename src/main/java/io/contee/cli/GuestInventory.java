package io.contee.cli;

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
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The guests that have left logs on this host, and those that are known. */
final class GuestInventory {

    private static final Duration LIBVIRT_LIMIT = Duration.ofSeconds(10);

    private final StoredGuests stored;
    private final Supplier<Set<UUID>> known;

    /** @param known returns the guests that libvirt or contee knows, or throws a {@link ConteeException} */
    GuestInventory(StoredGuests stored, Supplier<Set<UUID>> known) {
        this.stored = stored;
        this.known = known;
    }

    /** Returns that of this host, whose libvirt is asked at each question. */
    static GuestInventory of(ConteeCommand contee) {
        return new GuestInventory(new StoredGuests(contee.config().directories()), () -> known(contee));
    }

    /** Returns what is stored. */
    StoredGuests stored() {
        return stored;
    }

    /**
     * Returns the guests that libvirt or contee knows.
     *
     * @throws ConteeException if libvirt does not say
     */
    Set<UUID> known() {
        return known.get();
    }

    /**
     * Returns the domains that libvirt knows, and those that contee serves if it answers.
     *
     * @throws ConteeException if libvirt does not say
     */
    private static Set<UUID> known(ConteeCommand contee) {
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
        Optional<Set<UUID>> uuids = knownIfLibvirtAnswers();
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("NAME", "UUID", "LAST WRITTEN", "BYTES", "GUEST"));
        for (Guest guest : stored.list()) {
            rows.add(List.of(
                    OneLine.of(guest.name()),
                    guest.uuid().toString(),
                    guest.lastWritten().truncatedTo(ChronoUnit.SECONDS).toString(),
                    Long.toString(guest.bytes()),
                    uuids.map(all -> all.contains(guest.uuid()) ? "known" : "gone")
                            .orElse("unknown")));
        }
        TextTable.print(out, rows);
        out.flush();
    }

    private Optional<Set<UUID>> knownIfLibvirtAnswers() {
        try {
            return Optional.of(known());
        } catch (ConteeException e) {
            return Optional.empty();
        }
    }
}
