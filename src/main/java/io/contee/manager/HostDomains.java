package io.contee.manager;

import io.contee.broker.Broker;
import io.contee.broker.DomainStart;
import io.contee.hook.ConsoleSpecReader;
import io.contee.hook.ConsoleSpecReader.Consoles;
import io.contee.libvirt.LibvirtConnection;
import io.contee.model.ConteeException;
import io.contee.model.ConteeException.Kind;
import io.contee.model.NotFoundException;
import io.contee.model.OneLine;

/**
 * libvirt's domains by name: starts and stops them, and knows which consoles of theirs are contee's. Any thread may call
 * it, except one that a libvirt hook waits for.
 */
final class HostDomains {

    private final LibvirtConnection libvirt;
    private final Broker broker;
    private final ConsoleSpecReader xmlReader;

    HostDomains(LibvirtConnection libvirt, Broker broker, ConsoleSpecReader xmlReader) {
        this.libvirt = libvirt;
        this.broker = broker;
        this.xmlReader = xmlReader;
    }

    /** Starts a defined domain, see {@link Contee#start}. */
    void start(String domain) {
        if (libvirt.isRunning(domain)) {
            throw new ConteeException(Kind.CONFLICT, "cannot start domain " + domain + ": it runs already");
        }
        Consoles consoles = consoles(domain);
        if (!consoles.consoles().isEmpty()) {
            broker.open(consoles.domain(), DomainStart.starting(0), consoles.consoles());
        }
        try {
            libvirt.start(domain);
        } catch (ConteeException e) {
            if (!libvirt.isRunning(domain)) {
                broker.release(consoles.domain().uuid());
            }
            throw e;
        }
    }

    /** Stops a domain, see {@link Contee#stop}. */
    void stop(String domain) {
        Consoles consoles = consoles(domain);
        libvirt.destroy(domain);
        broker.release(consoles.domain().uuid());
    }

    /**
     * Returns the consoles of a domain's definition.
     *
     * @throws NotFoundException if no such domain exists
     */
    Consoles consoles(String domain) {
        return xmlReader.read(libvirt.definition(domain).orElseThrow(() -> unknown(domain)));
    }

    /** Returns why a domain has no console that is served. */
    NotFoundException notServed(String domain) {
        if (consoles(domain).consoles().isEmpty()) {
            return new NotFoundException("domain " + domain + " has no console of contee's: define it through contee");
        }
        return new NotFoundException(
                libvirt.isRunning(domain)
                        ? "domain " + domain + " runs with consoles that are not contee's: restart it"
                        : "domain " + domain + " does not run: start it with 'virsh start'");
    }

    static NotFoundException unknown(String domain) {
        return new NotFoundException("libvirt has no domain " + OneLine.quoted(domain) + ": see 'virsh list --all'");
    }
}
