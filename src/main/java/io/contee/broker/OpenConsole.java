package io.contee.broker;

import io.contee.model.ConsoleMode;
import io.contee.model.ConsoleStatus;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A console that is being served, and what does not change about it.
 *
 * @param spec what its domain says of it
 * @param session its session
 * @param started completes when what another process has left of it is taken up
 * @param sinks its logs
 * @param clientSocket where its clients attach
 * @param rawLog the raw log's current file
 * @param podLog the pod log's current file
 */
record OpenConsole(
        ConsoleSpec spec,
        ConsoleSession session,
        CompletableFuture<Void> started,
        List<LogSink> sinks,
        Path clientSocket,
        Path rawLog,
        Path podLog) {

    /** Its figures now. */
    CompletableFuture<ConsoleStatus> status() {
        return session.sample()
                .thenApply(sample -> new ConsoleStatus(
                        spec.id(),
                        spec.place() instanceof GuestPlace.Pty ? ConsoleMode.PTY : ConsoleMode.UNIX,
                        spec.adoptedFrom(),
                        sample.connected(),
                        sample.clients(),
                        sample.bytesOut(),
                        sample.bytesIn(),
                        sinks.stream().mapToLong(LogSink::lost).max().orElse(0),
                        clientSocket,
                        rawLog,
                        spec.pod(),
                        podLog,
                        spec.annotations()));
    }
}
