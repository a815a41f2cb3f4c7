package io.contee.hook;

import io.contee.broker.Broker;
import io.contee.broker.DomainStart;
import io.contee.hook.DomainConsolesXml.Consoles;
import io.contee.model.ConteeException;

/** Answers libvirt's hook. Any thread may call it; calls about different domains do not wait for each other. */
public final class HookHandler {

    private final Broker broker;
    private final DomainConsolesXml xmlReader;

    /**
     * Makes a handler.
     *
     * @param broker serves the consoles
     * @param xmlReader finds them
     */
    public HookHandler(Broker broker, DomainConsolesXml xmlReader) {
        this.broker = broker;
        this.xmlReader = xmlReader;
    }

    /**
     * Does what an operation asks for. When it returns from {@code prepare}, the sockets are there for QEMU; when it
     * returns from {@code release}, the logs are complete.
     *
     * @param xml the domain's XML, as libvirt gave it to the hook
     * @throws ConteeException if the XML cannot be used, or a console cannot be served
     */
    public void handle(HookOperation operation, String xml) {
        Consoles domain = xmlReader.read(xml);
        switch (operation) {
            case PREPARE -> open(domain, DomainStart.starting(domain.runId()));
            case RECONNECT -> open(domain, DomainStart.running(domain.runId(), System.nanoTime()));
            case RELEASE -> broker.release(domain.domain().uuid());
            case START, STARTED, STOPPED, MIGRATE, RESTORE, ATTACH -> {}
        }
    }

    private void open(Consoles domain, DomainStart start) {
        if (!domain.consoles().isEmpty()) {
            broker.open(domain.domain(), start, domain.consoles());
        }
    }
}
