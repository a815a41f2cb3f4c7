package io.contee.libvirt;

import io.contee.model.ConteeException;
import java.util.Optional;
import java.util.UUID;

/**
 * The persistent definitions of a host's domains: inactive XML with its secrets, which may be changed and defined again
 * without loss. Any thread may call it, except one that a libvirt hook waits for.
 *
 * <p>libvirt has no way to define a domain on the condition that it is as it was read. Between a read and a define
 * another program's define may come, and is undone by ours.
 */
public interface DefinitionStore {

    /**
     * Returns the definition of a domain.
     *
     * @return empty if no such domain exists, or it is transient
     * @throws ConteeException if libvirt cannot be asked
     */
    Optional<String> persistent(UUID domain);

    /**
     * Returns the definition of a domain.
     *
     * @return empty if no domain of that name exists, or it is transient
     * @throws ConteeException if libvirt cannot be asked
     */
    Optional<String> persistent(String name);

    /**
     * Returns the inactive XML of a domain, also of a transient one.
     *
     * @return empty if no domain of that name exists
     * @throws ConteeException if libvirt cannot be asked
     */
    Optional<String> definition(String name);

    /**
     * Defines a domain, or changes its definition.
     *
     * @throws ConteeException with libvirt's reason if it refuses
     */
    void define(String xml);

    /**
     * Returns whether libvirt can be asked now. When it answers again, the {@link DomainListener} is notified of every
     * domain.
     */
    boolean isConnected();
}
