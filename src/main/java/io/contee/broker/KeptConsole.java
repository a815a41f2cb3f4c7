package io.contee.broker;

import io.contee.model.ConsoleId;
import io.contee.net.Descriptor;
import io.contee.net.UnixConnection;
import io.contee.net.UnixListener;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;

/** The kept descriptors of one console, see {@link KeptDescriptors}. Any thread may call it. */
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

    /** Returns the kept descriptors of the shared socket, which does not belong to a single console. */
    static KeptConsole ofMany(KeptDescriptors kept) {
        return new KeptConsole(kept, SHARED);
    }

    static boolean isOfNoDomain(String name) {
        return name.startsWith(SHARED);
    }

    /** Returns the prefix of the names of a domain's descriptors. */
    static String domainPrefix(UUID domain) {
        return domain + "/";
    }

    /** Resumes an earlier process's connection to the guest. */
    Optional<UnixConnection> restoreGuest() {
        return kept.restore(prefix + GUEST).map(UnixConnection::adopt);
    }

    void storeGuest(UnixConnection connection) {
        kept.store(prefix + GUEST, connection.descriptor());
    }

    void removeGuest() {
        kept.remove(prefix + GUEST);
    }

    /** Resumes an earlier process's connection to a client. */
    Optional<UnixConnection> restoreClient(long number) {
        return kept.restore(client(number)).map(UnixConnection::adopt);
    }

    void storeClient(long number, UnixConnection connection) {
        kept.store(client(number), connection.descriptor());
    }

    void removeClient(long number) {
        kept.remove(client(number));
    }

    private String client(long number) {
        return prefix + "/client/" + number;
    }

    /** Resumes an earlier process's socket at a path. */
    Optional<UnixListener> restoreListener(Path socket) {
        Optional<Descriptor> descriptor = kept.restore(listener(socket));
        Optional<UnixListener> listener = descriptor.flatMap(it -> UnixListener.adopt(it, socket));
        if (descriptor.isPresent() && listener.isEmpty()) {
            removeListener(socket);
        }
        return listener;
    }

    void storeListener(UnixListener listener) {
        kept.store(listener(listener.path()), listener.descriptor());
    }

    void removeListener(Path socket) {
        kept.remove(listener(socket));
    }

    private String listener(Path socket) {
        return prefix + "/listener/" + socket.getFileName();
    }
}
