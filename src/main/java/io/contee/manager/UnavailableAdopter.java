package io.contee.manager;

import io.contee.model.ConteeException;

/** Refuses to move the consoles of running guests. */
final class UnavailableAdopter implements Adopter {

    @Override
    public void adopt(String domain) {
        throw new ConteeException("cannot take over the running domain " + domain + ": restart it");
    }

    @Override
    public void release(String domain) {
        throw new ConteeException("cannot release the running domain " + domain + ": restart it");
    }
}
