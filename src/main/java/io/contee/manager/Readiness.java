package io.contee.manager;

import io.contee.stats.LoopFigures;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What keeps a contee from what it is there for, in Kubernetes' words: it is live while its event loops do what they are
 * asked, and ready while guests can reach it besides, their logs can be written and libvirt tells of them. Any thread may
 * call it; no disk that hangs keeps it for more than a second or two.
 */
public final class Readiness {

    /** From when on an event loop that does nothing counts as hanging. */
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
     * One thing that was looked at.
     *
     * @param name what
     * @param faults what is wrong with it, a line each; none if it is as it should be
     */
    public record Check(String name, List<String> faults) {

        /** Whether it is as it should be. */
        public boolean passed() {
            return faults.isEmpty();
        }
    }

    /** Whether it works at all; if not, only a restart helps. */
    public List<Check> live() {
        return List.of(loops());
    }

    /** Whether all works that it is there for. */
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
