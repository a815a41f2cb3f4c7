package io.contee.broker;

import io.contee.log.PodLogDirs;
import io.contee.model.ConteeException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The attempts that consoles' pod logs have on disk. Any thread may call it. */
final class PodAttempts {

    private static final Logger LOG = LoggerFactory.getLogger(PodAttempts.class);

    private final PodLogDirs podLogs;
    private final int keptAttempts;

    /** @param keptAttempts the number of attempts before the current one whose logs are kept */
    PodAttempts(PodLogDirs podLogs, int keptAttempts) {
        this.podLogs = podLogs;
        this.keptAttempts = keptAttempts;
    }

    OptionalInt last(ConsoleSpec spec) {
        return examine(spec, () -> podLogs.lastAttempt(spec.pod())).orElse(OptionalInt.empty());
    }

    /** Returns the attempt of a new run, and deletes the logs of the oldest attempts. */
    int next(List<ConsoleSpec> consoles) {
        for (ConsoleSpec spec : consoles) {
            examine(spec, () -> {
                podLogs.rename(spec.pod());
                return true;
            });
        }
        int next = 0;
        for (ConsoleSpec spec : consoles) {
            next = Math.max(next, last(spec).orElse(-1) + 1);
        }
        int firstKept = next - keptAttempts;
        for (ConsoleSpec spec : consoles) {
            examine(spec, () -> {
                podLogs.deleteBefore(spec.pod(), firstKept);
                return true;
            });
        }
        return next;
    }

    /** Runs an examination, and logs its failure: a console whose pod logs cannot be examined is served anyway. */
    private static <T> Optional<T> examine(ConsoleSpec spec, Supplier<T> examination) {
        try {
            return Optional.of(examination.get());
        } catch (ConteeException e) {
            LOG.warn("{}: {}", spec.id(), e.getMessage());
            return Optional.empty();
        }
    }
}
