package io.contee.cli;

import io.contee.http.ControlClient;
import io.contee.http.UnreachableException;
import io.contee.log.read.LogReader;
import io.contee.log.read.ReadOptions;
import io.contee.log.read.RecordOutput;
import io.contee.manager.GuestLog;
import io.contee.manager.StoredLogs;
import io.contee.model.ConsoleRef;
import io.contee.model.ContainerRef;
import io.contee.model.ConteeException;
import io.contee.model.NotFoundException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * One log that is named on the command line: a domain, a pod, or {@code NAMESPACE/POD} or {@code
 * NAMESPACE/POD/CONTAINER}. It comes from contee or, where that does not answer, from the files themselves.
 */
final class NamedLog {

    private final Path controlSocket;
    private final StoredLogs stored;
    private final String name;
    private final Optional<String> namespace;
    private final String guest;
    private final Optional<String> console;

    /**
     * Names a log.
     *
     * @param controlSocket where contee answers
     * @param stored where it does not
     * @param name as it stands on the command line
     * @param alias which console or container, unless the name says so
     * @throws ConteeException if it cannot be a name
     */
    NamedLog(Path controlSocket, StoredLogs stored, String name, Optional<String> alias) {
        String[] parts = name.split("/", -1);
        if (parts.length > 3 || name.startsWith("/") || name.endsWith("/") || name.contains("//") || name.isEmpty()) {
            throw new ConteeException("'" + name
                    + "' is not the name of a log: give DOMAIN, POD, NAMESPACE/POD or NAMESPACE/POD/CONTAINER");
        }
        this.controlSocket = controlSocket;
        this.stored = stored;
        this.name = name;
        this.namespace = parts.length > 1 ? Optional.of(parts[0]) : Optional.empty();
        this.guest = parts.length > 1 ? parts[1] : parts[0];
        this.console = parts.length == 3 ? Optional.of(parts[2]) : alias;
    }

    String name() {
        return name;
    }

    /**
     * Reads the log to its end. If contee is restarted meanwhile, it continues with the next one where it was.
     *
     * @throws ConteeException if it cannot be read
     */
    void copyTo(ReadOptions options, RecordOutput out) {
        InterruptedRead read = new InterruptedRead(options, out);
        while (!read.hasEnded()) {
            try (ControlClient client = new ControlClient(controlSocket)) {
                read(client, read.rest(), read);
                read.completed();
            } catch (UnreachableException e) {
                if (!read.hasBegun()) {
                    copyStored(stored(e), options, out);
                    return;
                }
                read.interrupted();
            } catch (ConteeException e) {
                read.failed(e);
            }
        }
    }

    private static void copyStored(GuestLog log, ReadOptions options, RecordOutput out) {
        try (LogReader reader = log.read(options)) {
            out.report(
                    "contee does not answer: this is read from " + log.context().log());
            reader.copyTo(out);
        } catch (IOException e) {
            throw new ConteeException("cannot read " + log.context().log() + ": " + ConteeException.reason(e), e);
        }
    }

    private void read(ControlClient client, ReadOptions options, RecordOutput out) {
        ContainerRef container = new ContainerRef(namespace, guest, console);
        if (namespace.isPresent()) {
            client.podLog(container, options, out);
            return;
        }
        try {
            client.domainLog(new ConsoleRef(guest, console), options, out);
        } catch (NotFoundException e) {
            try {
                client.podLog(container, options, out);
            } catch (NotFoundException noPod) {
                throw e;
            }
        }
    }

    private GuestLog stored(UnreachableException unreachable) {
        try {
            return namespace.isPresent() ? stored.ofPod(namespace, guest, console) : ofDomainOrPod();
        } catch (NotFoundException e) {
            throw unreachable;
        }
    }

    private GuestLog ofDomainOrPod() {
        try {
            return stored.ofPod(Optional.empty(), guest, console);
        } catch (NotFoundException e) {
            return stored.ofDomain(guest, console);
        }
    }
}
