package io.contee.cli;

import io.contee.http.ControlClient;
import io.contee.model.AttachedConsole;

/**
 * A console that this process is attached to.
 *
 * @param client what it goes through
 * @param console the hold on it
 */
record Attachment(ControlClient client, AttachedConsole console) implements AutoCloseable {

    /** Detaches. */
    @Override
    public void close() {
        try (client) {
            console.close();
        }
    }
}
