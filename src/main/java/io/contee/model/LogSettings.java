package io.contee.model;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * The settings of the logs.
 *
 * @param kinds {@code rawLog.enabled}, {@code podLog.enabled} and {@code iolog}: the kinds of logs that are kept. A
 *     console without a raw log has no scrollback; {@code iolog} is a log in VIC's entry format, beside each raw log's
 *     path and with its policy
 * @param raw {@code rawLog}: the policy of raw logs for which the domain does not define one
 * @param pod {@code podLog}: the policy of the pod log of each attempt; the logs of {@code maxFiles} older attempts are
 *     also kept
 * @param partialLine {@code partialLine}: the time that part of a line waits for its rest before it is written to the
 *     logs, 10 ms to a second
 * @param totalSize the limit of all logs together, whether or not their consoles are open now
 * @param files {@code logFile}: permissions and owner of the logs
 */
public record LogSettings(
        Set<LogKind> kinds,
        LogPolicy raw,
        LogPolicy pod,
        Duration partialLine,
        Optional<ByteSize> totalSize,
        LogFileMode files) {

    /** The default settings: a raw log and a pod log, without a common limit. */
    public static final LogSettings DEFAULT = new LogSettings(
            EnumSet.of(LogKind.RAW, LogKind.POD),
            new LogPolicy(ByteSize.parse("16Mi"), 3),
            new LogPolicy(ByteSize.parse("10Mi"), 4),
            Duration.ofMillis(500),
            Optional.empty(),
            LogFileMode.DEFAULT);

    /** Copies the set. */
    public LogSettings {
        kinds = Set.copyOf(kinds);
    }

    /** Returns the same settings with one policy for raw logs and pod logs. */
    public LogSettings withPolicy(LogPolicy both) {
        return new LogSettings(kinds, both, both, partialLine, totalSize, files);
    }

    /** Returns the same settings without a limit of all logs together. */
    public LogSettings withoutTotalSize() {
        return new LogSettings(kinds, raw, pod, partialLine, Optional.empty(), files);
    }
}
