package io.contee.manager;

import java.time.Instant;
import java.util.Optional;

/**
 * A running contee at one moment.
 *
 * @param version its version
 * @param pid its process
 * @param libvirtConnected whether it is connected to libvirt
 * @param lastHookCall when libvirt's hook has called it last
 */
public record ConteeStatus(String version, long pid, boolean libvirtConnected, Optional<Instant> lastHookCall) {}
