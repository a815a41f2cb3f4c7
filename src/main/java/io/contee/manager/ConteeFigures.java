package io.contee.manager;

import io.contee.stats.ConsoleFigures;
import io.contee.stats.HookFigures;
import io.contee.stats.LoopFigures;
import io.contee.stats.SlotFigures;
import java.util.List;
import java.util.Map;

/**
 * The figures of a contee at one moment.
 *
 * @param status its status
 * @param consoles the consoles that it serves, by domain name and alias
 * @param loops the event loops that serve them
 * @param hooks the calls of libvirt's hook since contee's start
 * @param residentBytes how much memory each running guest's QEMU has, by domain name
 * @param clientSlots the descriptors that clients hold
 */
public record ConteeFigures(
        ConteeStatus status,
        List<ConsoleFigures> consoles,
        List<LoopFigures> loops,
        List<HookFigures> hooks,
        Map<String, Long> residentBytes,
        SlotFigures clientSlots) {}
