package io.contee.model;

import java.util.UUID;

/**
 * A libvirt domain: its UUID, which names its sockets, and its name, which names its logs and which people type.
 *
 * @param uuid libvirt's UUID of the domain
 * @param name libvirt's name of the domain, fit to be one segment of a path that does not begin with a dot
 */
public record DomainId(UUID uuid, String name) {

    /** @throws ConteeException if the name cannot be a segment of a path */
    public DomainId {
        Names.domain(name);
    }

    /** The name, fit for a message. */
    @Override
    public String toString() {
        return OneLine.of(name);
    }
}
