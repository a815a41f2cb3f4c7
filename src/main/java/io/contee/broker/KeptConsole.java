package io.contee.broker;

import io.contee.model.ConsoleId;
import io.contee.net.Descriptor;
import io.contee.net.UnixConnection;
import io.contee.net.UnixListener;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;

/** The descriptors of one console that are kept, see {@link KeptDescriptors}. Any thread may call it. */
final class KeptConsole {

    private static final String GUEST = "/guest";
    private static final String SHARED = "shared";

    private final KeptDescriptors kept;
    private final String prefix;

    KeptConsole(KeptDescriptors kept, ConsoleId id) {
        this.kept = kept;
        this.prefix = domainPrefix(id.domain().uuid()) + id.alias();
    }

    private KeptConsole(KeptDescriptors kept, String prefix) {
        this.kept = kept;
        this.prefix = prefix;
    }

    /** In the place of a console, the socket that many share. */
    static KeptConsole ofMany(KeptDescriptors kept) {
        return new KeptConsole(kept, SHARED);
    }

    static boolean isOfNoDomain(String name) {
        return name.startsWith(SHARED);
    }

    /** With what the names of a domain's descriptors begin. */
    static String domainPrefix(UUID domain) {
        return domain + "/";
    }

    /** The connection of the guest that an earlier process had. */
    Optional<UnixConnection> takeUpGuest() {
        return kept.takeUp(prefix + GUEST).map(UnixConnection::adopt);
    }

    void keepGuest(UnixConnection connection) {
        kept.keep(prefix + GUEST, connection.descriptor());
    }

    void forgetGuest() {
        kept.forget(prefix + GUEST);
    }

    /** The connection of a client that an earlier process had. */
    Optional<UnixConnection> takeUpClient(long number) {
        return kept.takeUp(client(number)).map(UnixConnection::adopt);
    }

    void keepClient(long number, UnixConnection connection) {
        kept.keep(client(number), connection.descriptor());
    }

    void forgetClient(long number) {
        kept.forget(client(number));
    }

    private String client(long number) {
        return prefix + "/client/" + number;
    }

    /** The socket at a path that an earlier process had. */
    Optional<UnixListener> takeUpListener(Path socket) {
        Optional<Descriptor> descriptor = kept.takeUp(listener(socket));
        Optional<UnixListener> listener = descriptor.flatMap(it -> UnixListener.adopt(it, socket));
        if (descriptor.isPresent() && listener.isEmpty()) {
            forgetListener(socket);
        }
        return listener;
    }

    void keepListener(UnixListener listener) {
        kept.keep(listener(listener.path()), listener.descriptor());
    }

    void forgetListener(Path socket) {
        kept.forget(listener(socket));
    }

    private String listener(Path socket) {
        return prefix + "/listener/" + socket.getFileName();
    }
}
