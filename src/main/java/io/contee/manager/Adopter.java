package io.contee.manager;

import io.contee.model.ConteeException;

/** Moves the consoles of a running guest, without a restart of the guest. */
interface Adopter {

    /**
     * Adopts the consoles of a running guest.
     *
     * @throws ConteeException if that is not possible; the guest's consoles are as before
     */
    void adopt(String domain);

    /**
     * Releases the consoles of a running guest to ptys.
     *
     * @throws ConteeException if that is not possible; the guest's consoles are as before
     */
    void release(String domain);
}
