package io.contee.cli;

import io.contee.http.ConsoleView;
import io.contee.http.ControlClient;
import io.contee.http.UnreachableException;
import io.contee.model.ConsoleListener;
import io.contee.model.ConteeException;
import io.contee.model.NotFoundException;
import io.contee.model.Replay;
import io.contee.model.WriteAccess;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Attaches to one console, by way of the control socket. */
final class Attacher {

    /** How long to wait before the next attempt. */
    static final Duration PAUSE = Duration.ofMillis(300);

    private final Supplier<ControlClient> clients;
    private final String domain;
    private final Optional<String> alias;
    private volatile String name;

    Attacher(Supplier<ControlClient> clients, String domain, Optional<String> alias) {
        this.clients = clients;
        this.domain = domain;
        this.alias = alias;
        this.name = domain + alias.map(a -> "/" + a).orElse("");
    }

    /** What to call the console. */
    String name() {
        return name;
    }

    /** The parameter of the HTTP API that names the console. */
    Map<String, String> parameters() {
        return ConteeCommand.parameters("console", alias);
    }

    /** A client for what else is to be asked. */
    ControlClient client() {
        return clients.get();
    }

    String domain() {
        return domain;
    }

    /**
     * Attaches.
     *
     * @param listener is called by other threads
     * @throws UnreachableException if contee does not answer
     * @throws NotFoundException if the console is not served
     */
    Attachment attach(WriteAccess access, Replay replay, ConsoleListener listener) {
        ControlClient client = clients.get();
        try {
            ConsoleView view = client.console(domain, parameters());
            name = view.domain() + "/" + view.console();
            Map<String, String> parameters = parameters();
            parameters.put("access", access.toString());
            switch (replay.kind()) {
                case NONE -> parameters.put("noReplay", "true");
                case LINES -> parameters.put("tail", Integer.toString(replay.lines()));
                case MISSED -> {
                    parameters.put("missedSince", replay.session());
                    if (replay.position() != Replay.UNKNOWN) {
                        parameters.put("position", Long.toString(replay.position()));
                    }
                }
                case SCROLLBACK -> {}
            }
            return new Attachment(client, client.attach(domain, parameters, listener));
        } catch (RuntimeException e) {
            try (client) {
                throw e;
            }
        }
    }

    /**
     * Attaches as soon as contee answers and the guest runs.
     *
     * @param waiting is told why it waits, whenever the reason is another one
     */
    Attachment attachWhenServed(WriteAccess access, Replay replay, ConsoleListener listener, Consumer<String> waiting) {
        String told = "";
        while (true) {
            try {
                return attach(access, replay, listener);
            } catch (ConteeException e) {
                if (!e.getMessage().equals(told)) {
                    told = e.getMessage();
                    waiting.accept(told);
                }
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ConteeException("interrupted while waiting for a guest", e);
        }
    }
}
