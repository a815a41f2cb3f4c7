package io.contee.doctor;

import io.contee.http.ConsoleView;
import io.contee.http.ControlClient;
import io.contee.http.StatusView;
import io.contee.model.ConteeException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The answer of the running daemon.
 *
 * @param socket the socket of the request
 * @param status its status, if it answers
 * @param consoles the consoles that it serves
 * @param failure the reason for a missing answer
 */
record DaemonAnswer(Path socket, Optional<StatusView> status, List<ConsoleView> consoles, String failure) {

    private static final Duration LIMIT = Duration.ofSeconds(5);

    static DaemonAnswer ask(Path socket) {
        try (ControlClient client = new ControlClient(socket, LIMIT)) {
            return new DaemonAnswer(socket, Optional.of(client.status()), client.consoles(), "");
        } catch (ConteeException e) {
            return new DaemonAnswer(socket, Optional.empty(), List.of(), e.getMessage());
        }
    }
}
