package io.contee.http;

import io.contee.manager.ConteeStatus;
import java.time.Instant;
import java.util.Optional;

/**
 * A running contee as the API shows it.
 *
 * @param version its version
 * @param pid its process
 * @param libvirtConnected whether it is connected to libvirt
 * @param lastHookCall when libvirt's hook has called it last
 */
public record StatusView(String version, long pid, boolean libvirtConnected, Optional<Instant> lastHookCall) {

    static StatusView of(ConteeStatus status) {
        return new StatusView(status.version(), status.pid(), status.libvirtConnected(), status.lastHookCall());
    }
}
