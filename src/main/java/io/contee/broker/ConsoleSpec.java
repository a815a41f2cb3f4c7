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
 * @param id which one
 * @param order its place among its domain's consoles: 0 is the primary one, which is meant where none is named
 * @param place where it meets its guest
 * @param pod the container whose pod log it writes
 * @param rawLog how its raw log is kept and which format its pod log has, if its domain says that
 * @param podLog its pod log, if that is elsewhere than contee has it
 * @param shared whether its clients may all type at the same time, if its domain says that
 * @param annotations its domain's, for aggregators of logs
 * @param device its device, where that does not wait by itself while its output is not read
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

    /** That of {@link Overflow#DELAY}. */
    private static final Duration DELAY = Duration.ofSeconds(10);

    /** The primary one, with its own socket that its domain was started with, without annotations. */
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
     * The socket that its QEMU connects to.
     *
     * @throws IllegalStateException if it has none of its own
     */
    public Path guestSocket() {
        if (place instanceof GuestPlace.Socket socket) {
            return socket.path();
        }
        throw new IllegalStateException(id + " has no socket of its own");
    }

    /**
     * Returns how long its guest waits at most while the disk of its logs hangs; empty for as long as it does. A guest on a
     * pty waits for no disk of contee's: virtlogd keeps for a while what contee does not read.
     *
     * @param configured for a guest that can wait
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

    /** Of a console that was adopted in its present run, the pty that libvirt still names. */
    public Optional<String> adoptedFrom() {
        return place instanceof GuestPlace.Socket socket ? socket.adoptedFrom() : Optional.empty();
    }
}
