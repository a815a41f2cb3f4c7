package io.contee.libvirt;

import io.contee.domainxml.AdoptionMark;
import io.contee.model.NotFoundException;
import io.contee.model.OneLine;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.libvirt.Domain;
import org.libvirt.Error;
import org.libvirt.LibvirtException;

/** The running domains of one connection. */
public final class LibvirtLiveDomains implements LiveDomains {

    private static final int METADATA_ELEMENT = 2; // VIR_DOMAIN_METADATA_ELEMENT
    private static final int AFFECT_LIVE = 1; // VIR_DOMAIN_AFFECT_LIVE

    private final LibvirtConnection libvirt;

    /** Asks through a connection. */
    public LibvirtLiveDomains(LibvirtConnection libvirt) {
        this.libvirt = libvirt;
    }

    @Override
    public List<String> all() {
        return libvirt.activeXml();
    }

    @Override
    public String xml(String domain) {
        return libvirt.activeXml(domain)
                .orElseThrow(() -> new NotFoundException(
                        "domain " + OneLine.quoted(domain) + " does not run: see 'virsh list --all'"));
    }

    @Override
    public String monitor(String domain, String command) {
        return libvirt.withDomain(
                "ask the QEMU of domain " + domain, domain, running -> running.qemuMonitorCommand(command, 0));
    }

    @Override
    public void changeMetadata(String domain, UnaryOperator<Optional<String>> change) {
        libvirt.withDomain("change the live metadata of domain " + domain, domain, running -> {
            Optional<String> before = metadata(running);
            Optional<String> after = change.apply(before);
            if (!after.equals(before)) {
                setMetadata(running, after);
            }
            return true;
        });
    }

    private static Optional<String> metadata(Domain running) throws LibvirtException {
        try {
            return Optional.of(running.getMetadata(METADATA_ELEMENT, AdoptionMark.NAMESPACE, AFFECT_LIVE));
        } catch (LibvirtException e) {
            if (e.getError().getCode() == Error.ErrorNumber.VIR_ERR_NO_DOMAIN_METADATA) {
                return Optional.empty();
            }
            throw e;
        }
    }

    @SuppressWarnings("NullAway") // libvirt removes the element for a null
    private static void setMetadata(Domain running, Optional<String> element) throws LibvirtException {
        running.setMetadata(
                METADATA_ELEMENT, element.orElse(null), AdoptionMark.PREFIX, AdoptionMark.NAMESPACE, AFFECT_LIVE);
    }
}
