package io.contee.manager;

import io.contee.stats.LoopFigures;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The checks of a contee, in Kubernetes' words: it is live while its event loops respond, and ready while, in addition,
 * guests can reach it, their logs can be written and libvirt reports them. Any thread may call it; a disk that hangs
 * delays it by a second or two at most.
 */
public final class Readiness {

    /** The time after which an event loop that does nothing counts as hanging. */
    private static final double LOOP_LIMIT_SECONDS = 10;

    private final Supplier<List<LoopFigures>> loops;
    private final Supplier<Optional<String>> libvirtFault;
    private final Supplier<List<String>> socketFaults;
    private final Supplier<List<String>> logFaults;

    Readiness(
            Supplier<List<LoopFigures>> loops,
            Supplier<Optional<String>> libvirtFault,
            Supplier<List<String>> socketFaults,
            Supplier<List<String>> logFaults) {
        this.loops = loops;
        this.libvirtFault = libvirtFault;
        this.socketFaults = socketFaults;
        this.logFaults = logFaults;
    }

    /**
     * One check.
     *
     * @param name the subject of the check
     * @param faults the faults, a line each; empty if there are none
     */
    public record Check(String name, List<String> faults) {

        /** Returns whether the check found no fault. */
        public boolean passed() {
            return faults.isEmpty();
        }
    }

    /** The checks of whether it works at all; if one fails, only a restart helps. */
    public List<Check> live() {
        return List.of(loops());
    }

    /** The checks of whether all its functions work. */
    public List<Check> ready() {
        return List.of(
                loops(),
                new Check("libvirt", libvirtFault.get().stream().toList()),
                new Check("sockets", socketFaults.get()),
                new Check("logs", logFaults.get()));
    }

    private Check loops() {
        return new Check(
                "loops",
                loops.get().stream()
                        .filter(loop -> loop.silentSeconds() > LOOP_LIMIT_SECONDS)
                        .map(loop -> "event loop " + loop.name() + " has done nothing for "
                                + (long) loop.silentSeconds() + " s: restart contee, and report what its own log says")
                        .toList());
    }
}
