package io.contee.broker;

import io.contee.log.PodLogDirs;
import io.contee.model.ByteSize;
import io.contee.model.ClientPolicy;
import io.contee.model.Durability;
import io.contee.model.LogFileMode;
import io.contee.model.LogKind;
import io.contee.model.LogPolicy;
import io.contee.model.Overflow;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * The settings of a broker.
 *
 * @param consolesDir the directory of the guest and client sockets
 * @param logDir the directory of the raw logs
 * @param podLogs the directories of the pod logs
 * @param ptyLogDir the directory of the logs that virtlogd writes, where contee also saves how far it has read each
 * @param rawLog the policy of raw logs for which the domain does not define one
 * @param podLog the policy of the pod log of each attempt; the logs of {@code maxFiles} older attempts are also kept
 * @param logs the logs that are kept; a console without a raw log has no scrollback
 * @param partialLine the time for which part of a line waits for its rest before it is written to the logs
 * @param totalLogSize the limit of all logs together, whether or not their consoles are open now
 * @param logFile permissions and owner of the logs
 * @param overflow the handling of output while a console's disk stalls
 * @param durability the protection of output that is on its way when this process is killed
 * @param guestUser the user that QEMU runs as, who may connect to guest sockets in addition to contee's own user
 * @param guests identifies the processes of guests
 * @param clientGroup the group that may connect to client sockets; without one, only contee's own user may
 * @param sharedSocket an additional socket that the QEMUs of many domains connect to
 * @param clients the defaults of what clients may do and are shown
 */
public record BrokerSettings(
        Path consolesDir,
        Path logDir,
        PodLogDirs podLogs,
        Path ptyLogDir,
        LogPolicy rawLog,
        LogPolicy podLog,
        Set<LogKind> logs,
        Duration partialLine,
        Optional<ByteSize> totalLogSize,
        LogFileMode logFile,
        Overflow overflow,
        Durability durability,
        Optional<String> guestUser,
        GuestProcesses guests,
        Optional<String> clientGroup,
        Optional<Path> sharedSocket,
        ClientPolicy clients) {

    /** Returns the same settings with separate directories below another one, and for contee's own user only. */
    public BrokerSettings within(Path directory) {
        return new BrokerSettings(
                directory.resolve("c"),
                directory.resolve("l"),
                PodLogDirs.of(directory.resolve("p")),
                directory.resolve("y"),
                rawLog,
                podLog,
                logs,
                partialLine,
                Optional.empty(),
                logFile,
                overflow,
                durability,
                Optional.empty(),
                guests,
                Optional.empty(),
                Optional.empty(),
                clients);
    }
}
