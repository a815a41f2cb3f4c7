package io.contee.cli;

import io.contee.http.ControlClient;
import io.contee.model.AttachedConsole;

/**
 * A console that this process is attached to.
 *
 * @param client the client that it uses
 * @param console the attachment
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
