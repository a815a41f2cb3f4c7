package io.contee.hook;

import io.contee.broker.Broker;
import io.contee.broker.DomainStart;
import io.contee.domainxml.DomainXml;
import io.contee.hook.ConsoleSpecReader.Consoles;
import io.contee.model.ConteeException;
import java.util.Optional;

/** Answers libvirt's hook. Any thread may call it; calls about different domains do not wait for each other. */
public final class HookHandler {

    private final Broker broker;
    private final ConsoleSpecReader xmlReader;
    private final IncomingXml incoming;
    private final PtyLogDirectories ptyLogs;

    /**
     * Makes a handler.
     *
     * @param broker serves the consoles
     * @param xmlReader finds them
     * @param incoming rewrites the XML of returning guests
     * @param ptyLogs makes the directories that guests need to start
     */
    public HookHandler(Broker broker, ConsoleSpecReader xmlReader, IncomingXml incoming, PtyLogDirectories ptyLogs) {
        this.broker = broker;
        this.xmlReader = xmlReader;
        this.incoming = incoming;
        this.ptyLogs = ptyLogs;
    }

    /**
     * Handles an operation. When it returns from {@code prepare}, the sockets are there for QEMU; when it returns from
     * {@code release}, the logs are complete.
     *
     * @param xml the domain's XML, as libvirt gave it to the hook
     * @return the XML that libvirt is to use in its place, which it asks for at {@code restore} and {@code migrate};
     *     empty to leave it as it is
     * @throws ConteeException if the XML cannot be used, or a console cannot be served
     */
    public Optional<String> handle(HookOperation operation, String xml) {
        if (operation == HookOperation.RESTORE || operation == HookOperation.MIGRATE) {
            return incoming.rewrite(xml);
        }
        DomainXml parsed = DomainXml.parse(xml);
        if (operation == HookOperation.PREPARE || operation == HookOperation.RECONNECT) {
            ptyLogs.markForeign(parsed);
        }
        Consoles domain = xmlReader.read(parsed);
        switch (operation) {
            case PREPARE -> {
                ptyLogs.make(parsed);
                open(domain, DomainStart.starting(domain.runId()));
            }
            case RECONNECT -> open(domain, DomainStart.running(domain.runId(), System.nanoTime()));
            case RELEASE -> broker.release(domain.domain().uuid());
            case START, STARTED, STOPPED, MIGRATE, RESTORE, ATTACH -> {}
        }
        return Optional.empty();
    }

    private void open(Consoles domain, DomainStart start) {
        if (!domain.consoles().isEmpty()) {
            broker.open(domain.domain(), start, domain.consoles());
        }
    }
}
