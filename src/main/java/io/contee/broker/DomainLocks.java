package io.contee.broker;

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Serializes calls for the same domain, but not for different ones. It holds nothing for idle domains. */
final class DomainLocks {

    private static final class Lock {
        private int users;
    }

    private final Map<UUID, Lock> locks = new ConcurrentHashMap<>();

    void run(UUID domain, Runnable action) {
        Lock lock = locks.compute(domain, (uuid, known) -> {
            Lock used = known == null ? new Lock() : known;
            used.users++;
            return used;
        });
        try {
            synchronized (lock) {
                action.run();
            }
        } finally {
            locks.compute(domain, (uuid, used) -> {
                if (used == null || --used.users == 0) {
                    return null;
                }
                return used;
            });
        }
    }
}
