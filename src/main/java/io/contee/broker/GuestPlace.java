package io.contee.broker;

import java.nio.file.Path;
import java.util.Optional;

/** Where a console meets its guest. */
public sealed interface GuestPlace {

    /**
     * A socket of its own that the guest's QEMU connects to.
     *
     * @param path the socket
     * @param adoptedFrom of a console that was adopted in its present run, the pty that libvirt still names
     */
    record Socket(Path path, Optional<String> adoptedFrom) implements GuestPlace {}

    /**
     * A socket that the QEMUs of many domains connect to.
     *
     * @param path the socket
     */
    record SharedSocket(Path path) implements GuestPlace {}

    /**
     * A pty, of which virtlogd writes a log.
     *
     * @param log virtlogd's file
     * @param spool whether that file is contee's: it is deleted once the guest has ended and all of it is taken; else it
     *     is its owner's, and what it held before is no matter of contee's
     * @param pty the pty's far side, which is known once the guest runs
     */
    record Pty(Path log, boolean spool, Optional<Path> pty) implements GuestPlace {}
}
