package io.contee.broker;

import io.contee.model.ConteeException;
import io.contee.net.PeerCredentials;

/** The check of whether a peer may be the guest. */
@FunctionalInterface
interface GuestCheck {

    /**
     * Checks a peer.
     *
     * @throws ConteeException if it may not; the message is only the reason
     */
    void of(PeerCredentials peer);
}
