package io.contee.http;

import io.contee.manager.ConteeFigures;
import io.contee.stats.ConsoleFigures;
import io.contee.stats.LogFigures;
import java.util.List;
import java.util.Map;

/**
 * The use of resources by consoles and guests, as the API shows it.
 *
 * @param version contee's
 * @param libvirtConnected whether it is connected to libvirt
 * @param consoles the consoles that are served
 * @param residentBytes how much memory each running guest's QEMU has, by domain name
 */
public record UsageView(
        String version, boolean libvirtConnected, List<Console> consoles, Map<String, Long> residentBytes) {

    /**
     * The use of resources by one console since it was opened.
     *
     * @param domain the domain's name
     * @param console the console's alias
     * @param mode {@code unix} or {@code pty}
     * @param connected whether its guest is connected
     * @param clients how many clients are attached
     * @param bytesOut bytes that the guest has printed
     * @param bytesIn bytes that it has been sent
     * @param bytesLost bytes that a log lacks
     * @param bytesSkipped bytes that slow clients missed
     * @param backPressureSeconds for how long the guest was not read because a disk hung
     * @param logBytes what its logs hold on the disk, as far as it is known
     * @param logLimit what they may hold
     */
    public record Console(
            String domain,
            String console,
            String mode,
            boolean connected,
            long clients,
            long bytesOut,
            long bytesIn,
            long bytesLost,
            long bytesSkipped,
            double backPressureSeconds,
            long logBytes,
            long logLimit) {

        static Console of(ConsoleFigures figures) {
            return new Console(
                    figures.id().domain().name(),
                    figures.id().alias(),
                    figures.mode().toString(),
                    figures.connected(),
                    figures.clients(),
                    figures.bytesOut(),
                    figures.bytesIn(),
                    figures.lostBytes(),
                    figures.clientSkippedBytes(),
                    figures.backPressureSeconds(),
                    figures.logs().stream()
                            .mapToLong(LogFigures::bytesOnDisk)
                            .filter(bytes -> bytes > 0)
                            .sum(),
                    figures.logs().stream().mapToLong(LogFigures::limit).reduce(0, UsageView::sum));
        }
    }

    /** Adds without overflow: a limit may be as large as the largest number. */
    private static long sum(long one, long other) {
        return one > Long.MAX_VALUE - other ? Long.MAX_VALUE : one + other;
    }

    static UsageView of(ConteeFigures figures) {
        return new UsageView(
                figures.status().version(),
                figures.status().libvirtConnected(),
                figures.consoles().stream().map(Console::of).toList(),
                figures.residentBytes());
    }
}
