package io.contee.broker;

import io.contee.model.ConsoleId;
import io.contee.model.LogPolicy;
import io.contee.model.PodRef;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A console to serve, as its domain's XML describes it.
 *
 * @param id which one
 * @param guestSocket where its QEMU connects
 * @param pod the container whose pod log it writes
 * @param rawLog its own limit of the raw log, if it has one
 * @param shared whether its clients may all type at the same time, if its domain says that
 * @param adoptedFrom of a console that was adopted in its present run, the pty that libvirt still names
 */
public record ConsoleSpec(
        ConsoleId id,
        Path guestSocket,
        PodRef pod,
        Optional<LogPolicy> rawLog,
        Optional<Boolean> shared,
        Optional<String> adoptedFrom) {

    /** One that its domain was started with. */
    public ConsoleSpec(ConsoleId id, Path guestSocket, PodRef pod, Optional<LogPolicy> rawLog) {
        this(id, guestSocket, pod, rawLog, Optional.empty(), Optional.empty());
    }
}
