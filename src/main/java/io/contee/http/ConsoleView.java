package io.contee.http;

import io.contee.model.ConsoleStatus;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A console as the API shows it.
 *
 * @param domain the domain's name
 * @param uuid the domain's UUID
 * @param console the console's alias
 * @param mode {@code unix} or {@code pty}
 * @param adopted whether it was adopted from a pty while the guest ran
 * @param connected whether its guest is connected
 * @param clients how many clients are attached
 * @param bytesOut bytes that the guest has printed since the console was opened
 * @param bytesIn bytes that it has been sent since then
 * @param bytesLost bytes that a log lacks because it could not be written
 * @param clientSocket where a client attaches
 * @param rawLog the raw log's current file, if there is a raw log
 * @param podLog the pod log's current file, if there is a pod log
 * @param namespace the pod's namespace
 * @param pod the pod's name
 * @param container the container's name
 * @param fault why what its guest prints does not reach contee; left out if it does, as far as that is known
 */
public record ConsoleView(
        String domain,
        String uuid,
        String console,
        String mode,
        boolean adopted,
        boolean connected,
        int clients,
        long bytesOut,
        long bytesIn,
        long bytesLost,
        String clientSocket,
        Optional<String> rawLog,
        Optional<String> podLog,
        String namespace,
        String pod,
        String container,
        Optional<String> fault) {

    static ConsoleView of(ConsoleStatus status) {
        return new ConsoleView(
                status.id().domain().name(),
                status.id().domain().uuid().toString(),
                status.id().alias(),
                status.mode().toString(),
                status.adoptedFrom().isPresent(),
                status.connected(),
                status.clients(),
                status.bytesOut(),
                status.bytesIn(),
                status.bytesLost(),
                status.clientSocket().toString(),
                status.rawLog().map(Path::toString),
                status.podLog().map(Path::toString),
                status.pod().namespace(),
                status.pod().pod(),
                status.pod().container(),
                status.fault());
    }
}
