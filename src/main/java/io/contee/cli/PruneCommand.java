package io.contee.cli;

import io.contee.config.EndedGuests;
import io.contee.log.StoredGuests;
import io.contee.log.StoredGuests.Guest;
import io.contee.model.ConteeException;
import io.contee.model.OneLine;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code contee prune}: deletes logs of guests that are gone. */
@Command(
        name = "prune",
        mixinStandardHelpOptions = true,
        description = {
            "Delete the logs of guests that neither libvirt nor contee knows any more: those named, or else those beyond"
                    + " the limits of endedGuests in the configuration. 'contee logs --list' shows what there is."
        })
final class PruneCommand implements Callable<Integer> {

    @ParentCommand
    private ConteeCommand contee;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "NAME", arity = "0..*", description = "A guest's name or UUID.")
    private List<String> names = List.of();

    @Option(names = "--all", description = "Delete the logs of all guests that are gone.")
    private boolean all;

    @Option(names = "--dry-run", description = "Print what would be deleted, and delete nothing.")
    private boolean dryRun;

    @Override
    public Integer call() {
        GuestInventory inventory = new GuestInventory(contee);
        StoredGuests stored = inventory.stored();
        List<Guest> guests = stored.list();
        Set<UUID> known = inventory.known();
        List<Guest> chosen = all || !names.isEmpty() ? chosen(guests, known) : surplus(guests, known);
        PrintWriter out = spec.commandLine().getOut();
        for (Guest guest : chosen) {
            if (!dryRun) {
                stored.delete(guest);
            }
            out.println((dryRun ? "would delete " : "deleted ") + OneLine.of(guest.name()) + " " + guest.uuid() + ", "
                    + guest.bytes() + " bytes");
        }
        out.flush();
        return ExitCode.OK;
    }

    private List<Guest> surplus(List<Guest> guests, Set<UUID> known) {
        EndedGuests policy = contee.config().endedGuests();
        return StoredGuests.surplus(
                guests,
                known,
                Instant.now().minus(policy.keep()),
                policy.maxSize().bytes(),
                policy.perName());
    }

    private List<Guest> chosen(List<Guest> guests, Set<UUID> known) {
        for (String name : names) {
            if (guests.stream().noneMatch(guest -> isNamed(guest, name) && !known.contains(guest.uuid()))) {
                throw new ConteeException(
                        "no guest " + OneLine.quoted(name) + " that is gone has left logs: see 'contee logs --list'");
            }
        }
        return guests.stream()
                .filter(guest -> !known.contains(guest.uuid()))
                .filter(guest -> all || names.stream().anyMatch(name -> isNamed(guest, name)))
                .toList();
    }

    private static boolean isNamed(Guest guest, String name) {
        return guest.name().equals(name) || guest.uuid().toString().equals(name);
    }
}
