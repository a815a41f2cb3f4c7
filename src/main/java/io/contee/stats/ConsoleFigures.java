package io.contee.stats;

import io.contee.model.ConsoleId;
import io.contee.model.ConsoleMode;
import io.contee.model.PodRef;
import java.util.List;

/**
 * What a console has counted by a moment since it was opened. Its figures are read one after the other while it works.
 *
 * @param id which one
 * @param mode {@code UNIX} or {@code PTY}
 * @param pod the container whose pod log it writes
 * @param connected whether its guest is connected, or in mode pty its pty known
 * @param clients how many clients are attached
 * @param bytesOut bytes that the guest has printed
 * @param bytesIn bytes that the guest has been sent
 * @param overflowBytes bytes that no log has because a disk hung, and the guest was not to wait
 * @param missedBytes bytes that no log has because virtlogd had deleted them, at least
 * @param clientSkippedBytes bytes that clients missed because they were slow, each counted for itself
 * @param clientGaps how often a client began to miss some
 * @param backPressureSeconds for how long the guest was not read because a disk hung
 * @param diskHangSeconds for how long writing to its logs has hung, whether or not the guest was read meanwhile
 * @param writes how long it took to write what was read at once to all its logs
 * @param logs its logs
 */
public record ConsoleFigures(
        ConsoleId id,
        ConsoleMode mode,
        PodRef pod,
        boolean connected,
        long clients,
        long bytesOut,
        long bytesIn,
        long overflowBytes,
        long missedBytes,
        long clientSkippedBytes,
        long clientGaps,
        double backPressureSeconds,
        double diskHangSeconds,
        Durations.Recorded writes,
        List<LogFigures> logs) {

    /** Bytes that some log of it lacks, whatever the reason. */
    public long lostBytes() {
        return overflowBytes
                + missedBytes
                + logs.stream().mapToLong(LogFigures::failedBytes).max().orElse(0);
    }
}
