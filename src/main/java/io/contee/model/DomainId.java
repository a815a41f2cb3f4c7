package io.contee.model;

import com.google.errorprone.annotations.Immutable;
import java.util.UUID;

/**
 * A libvirt domain: its UUID, which names its sockets, and its name, which names its logs and which users type.
 *
 * @param uuid libvirt's UUID of the domain
 * @param name libvirt's name of the domain, valid as one segment of a path, and not beginning with a dot
 */
@Immutable
public record DomainId(UUID uuid, String name) {

    /** @throws ConteeException if the name cannot be a segment of a path */
    public DomainId {
        Names.domain(name);
    }

    /** Returns the name, for a message. */
    @Override
    public String toString() {
        return OneLine.of(name);
    }
}
