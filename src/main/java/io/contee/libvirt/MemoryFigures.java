package io.contee.libvirt;

import java.util.OptionalLong;
import java.util.UUID;

/**
 * The memory of a running domain, in bytes unless stated otherwise. Figures that libvirt does not report are empty.
 *
 * @param uuid the domain's UUID
 * @param name the domain's name
 * @param rss what its process has in memory
 * @param balloon what its balloon leaves to the guest
 * @param available what the guest sees, as its balloon driver says
 * @param unused what the guest leaves unused
 * @param swapIn what the guest has read from its swap
 * @param swapOut what the guest has written to its swap
 * @param majorFaults how many of the guest's page faults needed its disk
 */
public record MemoryFigures(
        UUID uuid,
        String name,
        OptionalLong rss,
        OptionalLong balloon,
        OptionalLong available,
        OptionalLong unused,
        OptionalLong swapIn,
        OptionalLong swapOut,
        OptionalLong majorFaults) {

    /** Returns the figures of a domain of which only the process can be seen. */
    static MemoryFigures ofProcess(UUID uuid, String name, OptionalLong rss) {
        OptionalLong none = OptionalLong.empty();
        return new MemoryFigures(uuid, name, rss, none, none, none, none, none, none);
    }
}
