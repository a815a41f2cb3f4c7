package io.contee.broker;

import java.nio.file.Path;
import java.util.Optional;

/** The place where a console meets its guest. */
public sealed interface GuestPlace {

    /**
     * A separate socket that the guest's QEMU connects to.
     *
     * @param path the socket
     * @param adoptedFrom the pty that libvirt still names, if the console was adopted in its current run
     */
    record Socket(Path path, Optional<String> adoptedFrom) implements GuestPlace {}

    /**
     * A socket that the QEMUs of many domains connect to.
     *
     * @param path the socket
     */
    record SharedSocket(Path path) implements GuestPlace {}

    /**
     * A pty whose output virtlogd writes to a log.
     *
     * @param log virtlogd's file
     * @param spool whether that file is contee's: it is deleted once the guest has ended and all of it is read;
     *     otherwise it belongs to someone else, and contee ignores what it held before
     * @param pty the pty's far side, known once the guest runs
     */
    record Pty(Path log, boolean spool, Optional<Path> pty) implements GuestPlace {}
}
