package io.contee.broker;

import io.contee.model.ConsoleMode;
import io.contee.model.ConsoleStatus;
import io.contee.model.LogKind;
import io.contee.stats.ConsoleFigures;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * An open console, with its constant properties.
 *
 * @param spec its description by its domain
 * @param session its session
 * @param started completes when the connections of another process are resumed
 * @param logs its logs
 * @param clientSocket the socket where its clients attach
 */
record OpenConsole(
        ConsoleSpec spec,
        ConsoleSession session,
        CompletableFuture<Void> started,
        List<OpenLog> logs,
        Path clientSocket) {

    /** Returns the current file of its log of that kind, if it has one. */
    Optional<Path> path(LogKind kind) {
        return logs.stream()
                .filter(log -> log.kind() == kind)
                .map(OpenLog::path)
                .findFirst();
    }

    /** Returns its current status. */
    CompletableFuture<ConsoleStatus> status() {
        return session.sample()
                .thenApply(sample -> new ConsoleStatus(
                        spec.id(),
                        mode(),
                        spec.adoptedFrom(),
                        sample.connected(),
                        sample.clients(),
                        sample.bytesOut(),
                        sample.bytesIn(),
                        logs.stream().mapToLong(log -> log.sink().lost()).max().orElse(0),
                        clientSocket,
                        path(LogKind.RAW),
                        spec.pod(),
                        path(LogKind.POD),
                        spec.annotations(),
                        session.fault()));
    }

    private ConsoleMode mode() {
        return spec.place() instanceof GuestPlace.Pty ? ConsoleMode.PTY : ConsoleMode.UNIX;
    }

    /** Returns its figures, without waiting for its loop. Any thread may call it. */
    ConsoleFigures figures(LogSizes sizes) {
        ConsoleCounters counters = session.counters();
        return new ConsoleFigures(
                spec.id(),
                mode(),
                spec.pod(),
                counters.connected.get() == 1,
                counters.clients.get(),
                counters.bytesOut.get(),
                counters.bytesIn.get(),
                counters.overflowBytes.get(),
                counters.missedBytes.get(),
                counters.clientSkippedBytes.get(),
                counters.clientGaps.get(),
                counters.backPressure.seconds(),
                counters.diskHangs.seconds(),
                counters.writes.recorded(),
                logs.stream().map(log -> log.figures(sizes)).toList());
    }
}
