package io.contee.manager;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.contee.hook.HookOperation;
import io.contee.model.ConteeException;
import io.contee.stats.Durations;
import io.contee.stats.HookFigures;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Counts the calls of libvirt's hook, and how long each took. Any thread may call it. */
final class HookCalls {

    private static final String OK = "ok";
    private static final String REWRITTEN = "rewritten";
    private static final String FAILED = "failed";
    private static final String UNKNOWN = "unknown";

    @GuardedBy("this")
    private final Map<String, Map<String, Durations>> calls = new TreeMap<>();

    private volatile Optional<Instant> last = Optional.empty();

    /**
     * Makes a call and counts it.
     *
     * @param operation as the hook gave it, which may be anything
     * @param call gives the XML that libvirt is to use, if any
     */
    Optional<String> count(String operation, Supplier<Optional<String>> call) {
        last = Optional.of(Instant.now());
        long begin = System.nanoTime();
        String outcome = FAILED;
        try {
            Optional<String> xml = call.get();
            outcome = xml.isPresent() ? REWRITTEN : OK;
            return xml;
        } finally {
            record(known(operation), outcome, System.nanoTime() - begin);
        }
    }

    private static String known(String operation) {
        try {
            return HookOperation.parse(operation).toString();
        } catch (ConteeException e) {
            return UNKNOWN;
        }
    }

    private synchronized void record(String operation, String outcome, long nanos) {
        calls.computeIfAbsent(operation, any -> new TreeMap<>())
                .computeIfAbsent(outcome, any -> new Durations())
                .record(nanos);
    }

    /** The calls so far, by operation and outcome. */
    synchronized List<HookFigures> figures() {
        return calls.entrySet().stream()
                .flatMap(operation -> operation.getValue().entrySet().stream()
                        .map(outcome -> new HookFigures(
                                operation.getKey(),
                                outcome.getKey(),
                                outcome.getValue().recorded())))
                .toList();
    }

    /** The time of the last call. */
    Optional<Instant> last() {
        return last;
    }
}
