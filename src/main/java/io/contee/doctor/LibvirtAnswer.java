package io.contee.doctor;

import io.contee.libvirt.LibvirtInventory;
import io.contee.model.ConteeException;
import java.time.Duration;
import java.util.Optional;

/**
 * The answer of libvirt.
 *
 * @param uri the URI of the request
 * @param inventory its answer
 * @param failure the reason for a missing answer
 */
record LibvirtAnswer(String uri, Optional<LibvirtInventory> inventory, String failure) {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    static LibvirtAnswer ask(String uri) {
        try {
            return new LibvirtAnswer(uri, Optional.of(LibvirtInventory.read(uri, LIMIT)), "");
        } catch (ConteeException e) {
            return new LibvirtAnswer(uri, Optional.empty(), e.getMessage());
        }
    }
}
