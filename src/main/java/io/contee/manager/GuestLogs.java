package io.contee.manager;

import io.contee.broker.Broker;
import io.contee.broker.ConsoleSpec;
import io.contee.hook.ConsoleSpecReader.Consoles;
import io.contee.model.ConsoleId;
import io.contee.model.ConsoleStatus;
import io.contee.model.ConteeException;
import io.contee.model.ConteeException.Kind;
import io.contee.model.DomainId;
import io.contee.model.NotFoundException;
import io.contee.model.OneLine;
import io.contee.model.PodRef;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** Finds the logs of consoles: of those that are served with the broker's help, of others on disk. */
final class GuestLogs {

    private static final Duration REOPEN_LIMIT = Duration.ofSeconds(10);

    private final Broker broker;
    private final StoredLogs stored;
    private final Function<String, Consoles> definitions;

    /** @param definitions gives the consoles of a domain's definition, or throws a {@link NotFoundException} */
    GuestLogs(Broker broker, StoredLogs stored, Function<String, Consoles> definitions) {
        this.broker = broker;
        this.stored = stored;
        this.definitions = definitions;
    }

    GuestLog ofDomain(String domain, Optional<String> alias) {
        return broker.consoles().stream()
                .filter(console -> isNamed(console.id().domain(), domain))
                .filter(console -> alias.isEmpty() || console.id().alias().equals(alias.get()))
                .findFirst()
                .map(this::of)
                .orElseGet(() -> {
                    requireAllServedHere(domain);
                    return lastOfDomain(domain, alias);
                });
    }

    GuestLog ofPod(Optional<String> namespace, String pod, Optional<String> container) {
        List<ConsoleStatus> served = served(namespace, pod, container);
        if (served.isEmpty()) {
            requireAllServedHere(pod);
            GuestLog found = stored.ofPod(namespace, pod, container).ended();
            found.context().pod().ifPresent(this::refuseReplacedGuest);
            return found;
        }
        return of(served.get(0));
    }

    private static boolean isNamed(DomainId domain, String name) {
        return domain.name().equals(name) || domain.uuid().toString().equals(name);
    }

    /** The name of a guest that was created anew stands for it, though only an earlier one has left logs. */
    private void refuseReplacedGuest(PodRef found) {
        if (found.namespace().equals(PodRef.DEFAULT_NAMESPACE) && isReplaced(found)) {
            throw new NotFoundException("domain " + OneLine.of(found.pod()) + " has no log yet: start it, or read the"
                    + " log of the earlier domain of that name by its UUID, " + OneLine.of(found.uid()));
        }
    }

    private boolean isReplaced(PodRef found) {
        try {
            return !definitions.apply(found.pod()).domain().uuid().toString().equals(found.uid());
        } catch (ConteeException e) {
            return false; // libvirt does not know the name, or does not answer
        }
    }

    /** During a handover the next process may serve a console; then its log has not ended. */
    private void requireAllServedHere(String name) {
        if (broker.handover().isBegun()) {
            throw new ConteeException(
                    Kind.UNAVAILABLE,
                    "whether the log of " + OneLine.quoted(name) + " has ended is not known here: contee is being"
                            + " restarted, try again in a moment");
        }
    }

    void reopen(Optional<String> namespace, String pod, String container) {
        List<ConsoleStatus> served = served(namespace, pod, Optional.of(container));
        if (served.isEmpty()) {
            var unused = stored.ofPod(namespace, pod, Optional.of(container)); // or else it says that there is none
            throw new NotFoundException("container " + container + " of pod " + pod
                    + " is not served now, so that its log is closed: there is nothing to reopen");
        }
        ConsoleId console = served.get(0).id();
        try {
            broker.reopenLogs(console)
                    .orTimeout(REOPEN_LIMIT.toSeconds(), TimeUnit.SECONDS)
                    .join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof ConteeException failure) {
                throw failure;
            }
            throw new ConteeException(
                    "the logs of " + console + " were not reopened within " + REOPEN_LIMIT.toSeconds()
                            + " s: see whether their disk hangs",
                    e);
        }
    }

    private List<ConsoleStatus> served(Optional<String> namespace, String pod, Optional<String> container) {
        List<ConsoleStatus> served = broker.consoles().stream()
                .filter(console -> console.pod().pod().equals(pod))
                .filter(console ->
                        namespace.isEmpty() || console.pod().namespace().equals(namespace.get()))
                .filter(console ->
                        container.isEmpty() || console.pod().container().equals(container.get()))
                .toList();
        StoredLogs.requireOneNamespace(
                pod, served.stream().map(ConsoleStatus::pod).toList());
        return served;
    }

    private GuestLog of(ConsoleStatus console) {
        BooleanSupplier writing = broker.writing(console.id());
        return console.podLog()
                .map(log -> GuestLog.pod(context(console, log), stored.directories(console.pod()), writing))
                .or(() -> console.rawLog().map(log -> GuestLog.raw(context(console, log), writing)))
                .orElseThrow(() -> new NotFoundException("no log is kept of " + console.id()
                        + ": see rawLog.enabled and podLog.enabled of the configuration"));
    }

    private static LogContext context(ConsoleStatus console, Path log) {
        return new LogContext(Optional.of(console.id()), Optional.of(console.pod()), log, console.annotations());
    }

    private GuestLog lastOfDomain(String domain, Optional<String> alias) {
        Consoles defined;
        try {
            defined = definitions.apply(domain);
        } catch (ConteeException e) {
            return undefined(domain, alias, e);
        }
        ConsoleSpec spec = defined.consoles().stream()
                .filter(console -> alias.isEmpty() || console.id().alias().equals(alias.get()))
                .findFirst()
                .orElseThrow(() -> new NotFoundException("domain " + domain + " has no such console of contee's"));
        return spec.podLog()
                .filter(Files::exists)
                .map(log -> GuestLog.pod(
                        new LogContext(Optional.of(spec.id()), Optional.of(spec.pod()), log, spec.annotations()),
                        stored.directories(spec.pod()),
                        () -> false))
                .orElseGet(() -> stored.last(spec.pod(), Optional.of(spec.id()), spec.annotations()))
                .ended();
    }

    /** Returns the log of a domain that libvirt no longer knows, or does not report now. */
    private GuestLog undefined(String domain, Optional<String> alias, ConteeException why) {
        try {
            return stored.ofDomain(domain, alias).ended();
        } catch (NotFoundException e) {
            throw new NotFoundException(why.getMessage()); // a pod may have that name
        }
    }
}
