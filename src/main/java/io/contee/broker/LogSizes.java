package io.contee.broker;

import io.contee.log.write.LogFactory;
import io.contee.model.ConteeException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sizes of logs on the disk. They are looked up on request, without accounting in the data path; if the disk hangs,
 * the sizes found last are returned. Any thread may call it.
 */
final class LogSizes {

    /** The value for a size that is not known yet. */
    static final long UNKNOWN = -1;

    private static final Logger LOG = LoggerFactory.getLogger(LogSizes.class);

    private final Map<Path, Long> found = new ConcurrentHashMap<>();
    private final DiskQuery<Integer> query;

    /** @param limit the maximum time to wait for the disk */
    LogSizes(Duration limit) {
        query = new DiskQuery<>(limit);
    }

    /** Looks up the sizes of these logs, and forgets all others; the answer of a slow disk is used later. */
    void refresh(Set<Path> logs) {
        if (query.ask(() -> lookUp(logs)).isEmpty()) {
            LOG.debug("the disk of the logs is slow to report their sizes");
        }
    }

    private int lookUp(Set<Path> logs) {
        found.keySet().retainAll(logs);
        for (Path log : logs) {
            try {
                found.put(log, LogFactory.bytesOnDisk(log));
            } catch (IOException e) {
                LOG.debug("the size of {} is not known: {}", log, ConteeException.reason(e));
            }
        }
        return found.size();
    }

    /** Returns the size that was found last, in bytes, or {@link #UNKNOWN}. */
    long of(Path log) {
        return found.getOrDefault(log, UNKNOWN);
    }
}
