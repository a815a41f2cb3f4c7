package io.contee.broker;

import io.contee.model.AliasOrder;
import io.contee.model.ConsoleId;
import io.contee.model.ImpatientDevice;
import io.contee.model.LogPolicy;
import io.contee.model.Overflow;
import io.contee.model.PodRef;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;

/**
 * A console to serve, as its domain's XML describes it.
 *
 * @param id the console
 * @param order its place among its domain's consoles: 0 is the primary one, which is used if none is named
 * @param place the place where it meets its guest
 * @param pod the container whose pod log it writes
 * @param rawLog the policy of the raw log and the format of the pod log, if the domain defines them
 * @param podLog its pod log, if that is not in contee's own directory
 * @param shared whether its clients may all type at the same time, if its domain defines that
 * @param annotations its domain's annotations, for log aggregators
 * @param device its device, if that does not wait while its output is not read
 */
public record ConsoleSpec(
        ConsoleId id,
        int order,
        GuestPlace place,
        PodRef pod,
        Optional<LogPolicy> rawLog,
        Optional<Path> podLog,
        Optional<Boolean> shared,
        Map<String, String> annotations,
        Optional<ImpatientDevice> device) {

    /** The hold limit of {@link Overflow#DELAY}. */
    private static final Duration DELAY = Duration.ofSeconds(10);

    /** Makes a primary console with its own socket, with which its domain was started, and without annotations. */
    public ConsoleSpec(ConsoleId id, Path guestSocket, PodRef pod, Optional<LogPolicy> rawLog) {
        this(
                id,
                0,
                new GuestPlace.Socket(guestSocket, Optional.empty()),
                pod,
                rawLog,
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                Optional.empty());
    }

    /** Orders the consoles of one domain. */
    static Comparator<ConsoleSpec> inDomain() {
        return Comparator.comparingInt(ConsoleSpec::order)
                .thenComparing(spec -> spec.id().alias(), AliasOrder.NATURAL);
    }

    /**
     * Returns the socket that its QEMU connects to.
     *
     * @throws IllegalStateException if it has no separate socket
     */
    public Path guestSocket() {
        if (place instanceof GuestPlace.Socket socket) {
            return socket.path();
        }
        throw new IllegalStateException(id + " has no socket of its own");
    }

    /**
     * Returns the longest time that the guest waits while the disk of the logs hangs; empty for no limit. A guest on a
     * pty does not wait for contee's disks: virtlogd keeps for a while what contee does not read.
     *
     * @param configured the policy for a guest that can wait
     */
    Optional<Duration> holdLimit(Overflow configured) {
        if (place instanceof GuestPlace.Pty) {
            return Optional.empty();
        } else if (device.isPresent()) {
            return Optional.of(Duration.ZERO);
        }
        return holdLimitOf(configured);
    }

    static Optional<Duration> holdLimitOf(Overflow overflow) {
        return switch (overflow) {
            case BLOCK -> Optional.empty();
            case DELAY -> Optional.of(DELAY);
            case DROP -> Optional.of(Duration.ZERO);
        };
    }

    /** Returns the pty that libvirt still names, if the console was adopted in its current run. */
    public Optional<String> adoptedFrom() {
        return place instanceof GuestPlace.Socket socket ? socket.adoptedFrom() : Optional.empty();
    }
}
