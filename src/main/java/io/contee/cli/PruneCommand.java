package io.contee.cli;

import io.contee.log.StoredGuests.Guest;
import java.time.InstantSource;
import java.util.List;
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
        Pruning pruning = new Pruning(GuestInventory.of(contee), contee.config().endedGuests(), InstantSource.system());
        List<Guest> chosen = all || !names.isEmpty() ? pruning.gone(names, all) : pruning.surplus();
        return pruning.delete(
                        chosen,
                        dryRun,
                        spec.commandLine().getOut(),
                        spec.commandLine().getErr())
                ? ExitCode.OK
                : ExitCode.SOFTWARE;
    }
}
