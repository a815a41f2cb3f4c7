package io.contee.stats;

import io.contee.model.ConsoleId;
import io.contee.model.ConsoleMode;
import io.contee.model.PodRef;
import java.util.List;

/**
 * The counts of a console since it was opened. They are read one after the other while the console works.
 *
 * @param id the console
 * @param mode {@code UNIX} or {@code PTY}
 * @param pod the container whose pod log it writes
 * @param connected whether its guest is connected or, in mode pty, whether its pty is known
 * @param clients the number of attached clients
 * @param bytesOut bytes that the guest has printed
 * @param bytesIn bytes that the guest has been sent
 * @param overflowBytes bytes that no log has because a disk hung and the guest was not made to wait
 * @param missedBytes bytes that no log has because virtlogd had deleted them; a lower bound
 * @param clientSkippedBytes bytes that clients missed because they were slow, counted for each client separately
 * @param clientGaps how often a client began to miss bytes
 * @param backPressureSeconds the time for which the guest was not read because a disk hung
 * @param diskHangSeconds the time for which writing to its logs has hung, whether or not the guest was read meanwhile
 * @param writes the durations of writing the output of one read to all logs
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

    /** Returns the largest number of bytes that a log lacks, for whatever reason. */
    public long lostBytes() {
        return overflowBytes
                + missedBytes
                + logs.stream().mapToLong(LogFigures::failedBytes).max().orElse(0);
    }
}
