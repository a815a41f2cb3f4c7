package io.contee.model;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The status of a console at one moment.
 *
 * @param id the console
 * @param mode {@code UNIX} or {@code PTY}
 * @param adoptedFrom the pty that it had, if it was adopted in the current run
 * @param connected whether its guest is connected, or in mode pty its pty known
 * @param clients the number of attached clients
 * @param bytesOut bytes that the guest has printed since the console was opened
 * @param bytesIn bytes that the guest has been sent since then
 * @param bytesLost bytes that a log lacks because it could not be written
 * @param clientSocket the socket at which clients attach
 * @param rawLog the raw log's current file, if there is a raw log
 * @param pod the container whose pod log it writes
 * @param podLog the pod log's current file, if there is a pod log
 * @param annotations its domain's annotations for log aggregators
 * @param fault the reason why its guest's output does not reach contee; empty if it does, as far as that is known
 */
public record ConsoleStatus(
        ConsoleId id,
        ConsoleMode mode,
        Optional<String> adoptedFrom,
        boolean connected,
        int clients,
        long bytesOut,
        long bytesIn,
        long bytesLost,
        Path clientSocket,
        Optional<Path> rawLog,
        PodRef pod,
        Optional<Path> podLog,
        Map<String, String> annotations,
        Optional<String> fault) {}
