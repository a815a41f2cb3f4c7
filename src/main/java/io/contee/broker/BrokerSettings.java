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
 * @param ptyLogDir the directory of the logs that virtlogd writes, where contee keeps how far it has taken each
 * @param rawLog how a raw log is kept whose domain does not give one
 * @param podLog how a pod log is kept, for each attempt; besides the present attempt's, {@code maxFiles} older ones'
 *     logs are kept
 * @param logs which logs are kept; a console without a raw log has no scrollback
 * @param partialLine how long part of a line waits for its rest before it is written to the logs
 * @param totalLogSize the limit of all logs together, whether or not their consoles are served now
 * @param logFile permissions and owner of the logs
 * @param overflow what happens while a console's disk stalls
 * @param durability what becomes of output that is on its way when this process is killed
 * @param guestUser the user that QEMU runs as, who may connect to guest sockets besides contee's own
 * @param guests which of that user's processes is whose guest
 * @param clientGroup the group that may connect to client sockets; without one only contee's own user may
 * @param sharedSocket a socket besides the consoles' own that the QEMUs of many domains connect to
 * @param clients what clients may do and are shown, where a domain says nothing else
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

    /** The same on directories of its own below another one, with no user or group but contee's own. */
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
