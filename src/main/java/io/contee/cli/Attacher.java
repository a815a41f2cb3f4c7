package io.contee.cli;

import io.contee.http.ConsoleView;
import io.contee.http.ControlClient;
import io.contee.http.UnreachableException;
import io.contee.model.AttachOptions;
import io.contee.model.ConsoleListener;
import io.contee.model.ConsoleRef;
import io.contee.model.ConteeException;
import io.contee.model.NotFoundException;
import io.contee.model.Replay;
import io.contee.model.WriteAccess;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Attaches to one console, by way of the control socket. */
final class Attacher {

    /** The pause before the next attempt. */
    static final Duration PAUSE = Duration.ofMillis(300);

    private final Supplier<ControlClient> clients;
    private final ConsoleRef console;
    private volatile String name;

    Attacher(Supplier<ControlClient> clients, ConsoleRef console) {
        this.clients = clients;
        this.console = console;
        this.name = console.toString();
    }

    /** The console's name for messages. */
    String name() {
        return name;
    }

    /** The console, as it was named. */
    ConsoleRef console() {
        return console;
    }

    /** Makes a client for other requests. */
    ControlClient client() {
        return clients.get();
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
            ConsoleView view = client.console(console);
            name = view.domain() + "/" + view.console();
            return new Attachment(client, client.attach(console, new AttachOptions(access, replay), listener));
        } catch (RuntimeException e) {
            try (client) {
                throw e;
            }
        }
    }

    /**
     * Attaches as soon as contee answers and the guest runs.
     *
     * @param waiting receives the reason for the wait, whenever it changes
     */
    Attachment attachWhenServed(WriteAccess access, Replay replay, ConsoleListener listener, Consumer<String> waiting) {
        String reported = "";
        while (true) {
            try {
                return attach(access, replay, listener);
            } catch (ConteeException e) {
                if (!e.getMessage().equals(reported)) {
                    reported = e.getMessage();
                    waiting.accept(reported);
                }
                pause();
            }
        }
    }

    /** Waits before the next attempt. */
    static void pause() {
        try {
            Thread.sleep(PAUSE.toMillis());
        } catch (InterruptedException e) {
            throw ConteeException.interrupted("waiting for a guest", e);
        }
    }
}
