package io.contee.model;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The policy for the processes that may connect as guests.
 *
 * @param user {@code guestUser}: the user that QEMU runs as, who may connect in addition to contee's own user; by
 *     default that of the host's libvirt package, and for {@code qemu:///session} none
 * @param pidDir {@code guestPidDir}: the directory of libvirt's pid file of each running domain (qemuDomainObjPrivate's
 *     pidfile, in its stateDir), which identifies a guest's QEMU
 * @param streamerSocket {@code streamerSocket}: the socket that the QEMUs of all domains made for Virtlet connect to,
 *     {@code /var/lib/libvirt/streamer.sock} there; by default none
 */
public record GuestPolicy(Optional<String> user, Path pidDir, Optional<Path> streamerSocket) {}
