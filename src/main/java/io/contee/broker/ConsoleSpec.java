package io.contee.broker;

import io.contee.model.ConsoleId;
import io.contee.model.LogPolicy;
import io.contee.model.PodRef;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * A console to serve, as its domain's XML describes it.
 *
 * @param id which one
 * @param guestSocket where its QEMU connects
 * @param pod the container whose pod log it writes
 * @param rawLog how its raw log is kept and which format its pod log has, if its domain says that
 * @param adoptedFrom of a console that was adopted in its present run, the pty that libvirt still names
 * @param annotations what its domain tells aggregators of logs
 */
public record ConsoleSpec(
        ConsoleId id,
        Path guestSocket,
        PodRef pod,
        Optional<LogPolicy> rawLog,
        Optional<String> adoptedFrom,
        Map<String, String> annotations) {

    /** One that its domain was started with, without annotations. */
    public ConsoleSpec(ConsoleId id, Path guestSocket, PodRef pod, Optional<LogPolicy> rawLog) {
        this(id, guestSocket, pod, rawLog, Optional.empty(), Map.of());
    }
}
