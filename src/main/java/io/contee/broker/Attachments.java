package io.contee.broker;

import io.contee.broker.ConsoleClients.ClientSample;
import io.contee.model.AliasOrder;
import io.contee.model.AttachOptions;
import io.contee.model.AttachedConsole;
import io.contee.model.ClientStatus;
import io.contee.model.ConsoleId;
import io.contee.model.ConsoleListener;
import io.contee.model.ConteeException;
import io.contee.model.DaemonThread;
import io.contee.model.NotFoundException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The clients of all consoles. Any thread may call it. */
public final class Attachments {

    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(2);

    private final Supplier<Stream<OpenConsole>> consoles;

    /** Calls listeners. Its threads end by themselves after a second without calls. */
    private final Executor executor = new ThreadPoolExecutor(
            0, Integer.MAX_VALUE, 1, TimeUnit.SECONDS, new SynchronousQueue<>(), DaemonThread.factory("contee-client"));

    Attachments(Supplier<Stream<OpenConsole>> consoles) {
        this.consoles = consoles;
    }

    /**
     * Attaches a client to a console.
     *
     * @param peer the client's process
     * @param listener is notified, from threads of this class
     * @throws NotFoundException if the console is not served
     */
    public AttachedConsole attach(ConsoleId id, AttachOptions options, ClientPeer peer, ConsoleListener listener) {
        OpenConsole console = consoles.get()
                .filter(candidate -> candidate.spec().id().equals(id))
                .findFirst()
                .orElseThrow(() -> new NotFoundException(id + " is not served any more"));
        return answer(id, console.session().clients().attach(listener, options, peer, executor));
    }

    /** Returns the current clients, by console, those attached first at the front. */
    public List<ClientStatus> list() {
        List<ClientStatus> all = new ArrayList<>();
        for (OpenConsole console : consoles.get().toList()) {
            ConsoleId id = console.spec().id();
            for (ClientSample client : answer(id, console.session().clients().samples())) {
                all.add(new ClientStatus(
                        id,
                        client.peer().user().get(),
                        client.peer().pid(),
                        client.since(),
                        client.mode(),
                        client.bytesBehind()));
            }
        }
        all.sort(Comparator.comparing(
                        (ClientStatus client) -> client.console().domain().name())
                .thenComparing(client -> client.console().alias(), AliasOrder.NATURAL));
        return List.copyOf(all);
    }

    private static <T> T answer(ConsoleId id, CompletableFuture<T> asked) {
        try {
            return asked.get(ANSWER_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof ConteeException told
                    ? told
                    : new ConteeException(id + " has failed: " + ConteeException.reason(e), e);
        } catch (TimeoutException e) {
            throw new ConteeException(id + " does not answer: see contee's own log", e);
        } catch (InterruptedException e) {
            throw ConteeException.interrupted("asking " + id, e);
        }
    }
}
