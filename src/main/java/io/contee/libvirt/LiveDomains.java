package io.contee.libvirt;

import io.contee.model.ConteeException;
import io.contee.model.NotFoundException;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The domains that run, as libvirt and their QEMUs report them. Any thread may call it, but none that a hook waits for.
 */
public interface LiveDomains {

    /**
     * The live XML of the domains that run.
     *
     * @throws ConteeException if libvirt cannot be asked
     */
    List<String> all();

    /**
     * Returns the live XML of a domain.
     *
     * @throws NotFoundException if no such domain exists, or it does not run
     * @throws ConteeException if libvirt cannot be asked
     */
    String xml(String domain);

    /**
     * Sends a command of QEMU's monitor protocol, for which libvirt marks the domain as tainted.
     *
     * @param command JSON
     * @return QEMU's answer, JSON
     * @throws ConteeException with libvirt's reason if it refuses
     */
    String monitor(String domain, String command);

    /**
     * Changes contee's metadata element of the live domain.
     *
     * @param change gets the element without its namespace, empty if there is none; returns the new one
     * @throws ConteeException with libvirt's reason if it refuses
     */
    void changeMetadata(String domain, UnaryOperator<Optional<String>> change);
}
