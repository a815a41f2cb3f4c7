package io.contee.broker;

import io.contee.count.ConsoleFigures;
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
 * @param logs its logs
 * @param clientSocket where its clients attach
 * @param rawLog the raw log's current file
 * @param podLog the pod log's current file
 */
record OpenConsole(
        ConsoleSpec spec, ConsoleSession session, List<OpenLog> logs, Path clientSocket, Path rawLog, Path podLog) {

    /** Its figures now. */
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
                        rawLog,
                        spec.pod(),
                        podLog,
                        spec.annotations()));
    }

    private ConsoleMode mode() {
        return spec.place() instanceof GuestPlace.Pty ? ConsoleMode.PTY : ConsoleMode.UNIX;
    }

    /** What it has counted, without asking its loop: any thread may call it, and none waits. */
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
