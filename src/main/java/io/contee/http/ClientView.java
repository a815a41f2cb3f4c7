package io.contee.http;

import io.contee.model.ClientStatus;
import java.time.Instant;

/**
 * A client of a console as the API shows it.
 *
 * @param domain the domain's name
 * @param console the console's alias
 * @param user the user that it runs as
 * @param pid its process, 0 if that is not known
 * @param since when it was attached
 * @param mode {@code write}, {@code read} or {@code read-only}
 * @param bytesBehind bytes that it has not read yet
 */
public record ClientView(
        String domain, String console, String user, long pid, Instant since, String mode, long bytesBehind) {

    static ClientView of(ClientStatus client) {
        return new ClientView(
                client.console().domain().name(),
                client.console().alias(),
                client.user(),
                client.pid().orElse(0),
                client.since(),
                client.mode(),
                client.bytesBehind());
    }
}
