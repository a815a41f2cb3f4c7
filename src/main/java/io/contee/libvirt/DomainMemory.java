package io.contee.libvirt;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import org.libvirt.Domain;
import org.libvirt.LibvirtException;
import org.libvirt.MemoryStatistic;

/** A domain's memory as libvirt reports it: sizes in KiB, each with a tag (virDomainMemoryStatTags). */
final class DomainMemory {

    private static final int SWAP_IN = 0;
    private static final int SWAP_OUT = 1;
    private static final int MAJOR_FAULT = 2;
    private static final int UNUSED = 4;
    private static final int AVAILABLE = 5;
    private static final int ACTUAL_BALLOON = 6;
    private static final int RSS = 7;
    private static final int TAGS = 16;
    private static final long KIB = 1024;

    private final Map<Integer, Long> values = new HashMap<>();

    private DomainMemory() {}

    /** Asks libvirt, which may ask the domain's QEMU, and waits for it. */
    static MemoryFigures read(Domain domain, UUID uuid, String name) throws LibvirtException {
        DomainMemory memory = new DomainMemory();
        for (MemoryStatistic statistic : domain.memoryStats(TAGS)) {
            memory.values.put(statistic.getTag(), statistic.getValue());
        }
        return new MemoryFigures(
                uuid,
                name,
                memory.bytes(RSS),
                memory.bytes(ACTUAL_BALLOON),
                memory.bytes(AVAILABLE),
                memory.bytes(UNUSED),
                memory.bytes(SWAP_IN),
                memory.bytes(SWAP_OUT),
                memory.value(MAJOR_FAULT));
    }

    private OptionalLong bytes(int tag) {
        OptionalLong kibs = value(tag);
        return kibs.isPresent() ? OptionalLong.of(kibs.getAsLong() * KIB) : kibs;
    }

    private OptionalLong value(int tag) {
        Long value = values.get(tag);
        return value == null ? OptionalLong.empty() : OptionalLong.of(value);
    }
}
