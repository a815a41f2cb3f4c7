package io.contee.manager;

import io.contee.model.ConteeException;

/** Moves the consoles of a running guest, with no restart of it. */
interface Adopter {

    /**
     * Takes the consoles of a running guest over.
     *
     * @throws ConteeException if that is not possible; the guest's consoles are as before
     */
    void adopt(String domain);

    /**
     * Gives the consoles of a running guest back to ptys.
     *
     * @throws ConteeException if that is not possible; the guest's consoles are as before
     */
    void release(String domain);
}
