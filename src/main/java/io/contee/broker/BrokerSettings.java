package io.contee.broker;

import io.contee.model.ClientPolicy;
import io.contee.model.LogPolicy;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a broker needs to know of its host.
 *
 * @param consolesDir the directory of the guest and client sockets
 * @param logDir the directory of the raw logs
 * @param podLogDir the directory of the pod logs
 * @param rawLog the limit of a raw log whose domain does not give one
 * @param podLog the limit of a pod log, for each attempt; besides the present attempt's, {@code maxFiles} older ones'
 *     logs are kept
 * @param overflow what happens while a console's disk stalls
 * @param guestUser the user that QEMU runs as, who may connect to guest sockets besides contee's own
 * @param clientGroup the group that may connect to client sockets; without one only contee's own user may
 * @param clients what clients may do and are shown, where a domain says nothing else
 */
public record BrokerSettings(
        Path consolesDir,
        Path logDir,
        Path podLogDir,
        LogPolicy rawLog,
        LogPolicy podLog,
        Overflow overflow,
        Optional<String> guestUser,
        Optional<String> clientGroup,
        ClientPolicy clients) {}
