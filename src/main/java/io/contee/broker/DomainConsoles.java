package io.contee.broker;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.contee.model.DomainId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * The consoles of one run of one domain. Any thread may call it, under the lock of its domain; {@link #consoles} and
 * {@link #failures} do not require that lock.
 */
final class DomainConsoles {

    /** Orders runs by the names of their domains. */
    static final Comparator<DomainConsoles> BY_NAME =
            Comparator.comparing(run -> run.domain().name());

    private final DomainId domain;
    private final int attempt;
    private final long openedAt;

    @GuardedBy("this")
    private final Map<String, OpenConsole> consoles = new LinkedHashMap<>();

    @GuardedBy("this")
    private final Map<String, String> failures = new LinkedHashMap<>();

    private final PtyNumbers ptys = new PtyNumbers();
    private int runId;

    DomainConsoles(DomainId domain, int runId, int attempt, long openedAt) {
        this.domain = domain;
        this.runId = runId;
        this.attempt = attempt;
        this.openedAt = openedAt;
    }

    /**
     * Returns whether this is the run of {@code start}; a run whose id is still unknown adopts the id of {@code start}.
     */
    boolean isRun(DomainStart start) {
        if (runId == 0) {
            runId = start.runId();
        }
        return start.runId() == 0 ? !start.fresh() : runId == start.runId();
    }

    DomainId domain() {
        return domain;
    }

    int runId() {
        return runId;
    }

    int attempt() {
        return attempt;
    }

    /** Returns the time at which it was opened, on the clock of {@link System#nanoTime}. */
    long openedAt() {
        return openedAt;
    }

    /** Returns the reserved ptys of its adopted consoles. */
    PtyNumbers ptys() {
        return ptys;
    }

    synchronized boolean has(String alias) {
        return consoles.containsKey(alias);
    }

    synchronized void add(OpenConsole console) {
        consoles.put(console.spec().id().alias(), console);
        failures.remove(console.spec().id().alias());
    }

    /** Notes that a console could not be opened. */
    synchronized void failed(ConsoleSpec spec, String why) {
        failures.put(spec.id().alias(), spec.id() + ": " + why);
    }

    /** Returns the reasons why consoles are not open, one line per console. */
    synchronized List<String> failures() {
        return List.copyOf(failures.values());
    }

    /** Updates the place of the guest of one of the consoles. */
    synchronized void locate(ConsoleSpec spec) {
        Objects.requireNonNull(consoles.get(spec.id().alias())).session().locate(spec.place());
    }

    /** Removes one of the consoles. */
    synchronized OpenConsole remove(String alias) {
        return Objects.requireNonNull(consoles.remove(alias), alias);
    }

    /** Returns the consoles, the primary one first. */
    synchronized List<OpenConsole> consoles() {
        List<OpenConsole> inOrder = new ArrayList<>(consoles.values());
        inOrder.sort(Comparator.comparing(OpenConsole::spec, ConsoleSpec.inDomain()));
        return inOrder;
    }

    /** Returns the session of one of the consoles. */
    synchronized Optional<ConsoleSession> session(String alias) {
        return Optional.ofNullable(consoles.get(alias)).map(OpenConsole::session);
    }

    /**
     * Ends all consoles, by calling {@code ending} for each.
     *
     * @return completes when they have ended
     */
    CompletableFuture<Void> end(Function<ConsoleSession, CompletableFuture<Void>> ending) {
        return Shutdown.all(consoles().stream().map(console -> ending.apply(console.session())));
    }
}
