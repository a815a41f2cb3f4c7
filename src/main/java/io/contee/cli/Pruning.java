package io.contee.cli;

import io.contee.config.EndedGuests;
import io.contee.log.StoredGuests;
import io.contee.log.StoredGuests.Guest;
import io.contee.model.ConteeException;
import io.contee.model.OneLine;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Deletes logs of guests that are gone. Apart from {@link PruneCommand}, as it needs no libvirt. What is known is asked
 * after what is stored: a guest that starts meanwhile is known.
 */
final class Pruning {

    private final GuestInventory inventory;
    private final EndedGuests policy;
    private final InstantSource clock;

    Pruning(GuestInventory inventory, EndedGuests policy, InstantSource clock) {
        this.inventory = inventory;
        this.policy = policy;
        this.clock = clock;
    }

    /**
     * Returns the guests that exceed the limits.
     *
     * @throws ConteeException if it is not known which guests are gone
     */
    List<Guest> surplus() {
        List<Guest> guests = inventory.stored().list();
        return StoredGuests.surplus(
                guests,
                inventory.known(),
                clock.instant().minus(policy.keep()),
                policy.maxSize().bytes(),
                policy.perName());
    }

    /**
     * Returns the guests that are gone, whatever the limits.
     *
     * @param names names or UUIDs of guests
     * @param all whether all others are returned, too
     * @throws ConteeException if none of that name or UUID is gone, or it is not known which are
     */
    List<Guest> gone(Collection<String> names, boolean all) {
        List<Guest> guests = inventory.stored().list();
        Set<UUID> known = inventory.known();
        List<Guest> gone =
                guests.stream().filter(guest -> !known.contains(guest.uuid())).toList();
        for (String name : names) {
            if (gone.stream().noneMatch(guest -> isNamed(guest, name))) {
                throw new ConteeException(
                        "no guest " + OneLine.quoted(name) + " that is gone has left logs: see 'contee logs --list'");
            }
        }
        return gone.stream()
                .filter(guest -> all || names.stream().anyMatch(name -> isNamed(guest, name)))
                .toList();
    }

    private static boolean isNamed(Guest guest, String name) {
        return guest.name().equals(name) || guest.uuid().toString().equals(name);
    }

    /**
     * Deletes the logs of guests, and prints a line for each.
     *
     * @param dryRun whether nothing is deleted
     * @param err gets a line for each guest whose logs cannot be deleted
     * @return false if there was one
     */
    boolean delete(List<Guest> guests, boolean dryRun, PrintWriter out, PrintWriter err) {
        boolean complete = true;
        for (Guest guest : guests) {
            try {
                if (!dryRun) {
                    inventory.stored().delete(guest);
                }
                out.println((dryRun ? "would delete " : "deleted ") + OneLine.of(guest.name()) + " " + guest.uuid()
                        + ", " + guest.bytes() + " bytes");
            } catch (ConteeException e) {
                err.println("contee: " + e.getMessage());
                complete = false;
            }
        }
        out.flush();
        err.flush();
        return complete;
    }
}
