package io.contee.broker;

import io.contee.log.GuestDirs;
import io.contee.log.PodLogDirs;
import io.contee.log.write.ConsoleLog;
import io.contee.log.write.LogFactory;
import io.contee.model.ConsoleId;
import io.contee.model.ConteeException;
import io.contee.model.DomainId;
import io.contee.model.DomainJournal;
import io.contee.model.Layout.GuestDir;
import io.contee.model.LogKind;
import io.contee.model.LogPolicy;
import io.contee.model.LogRotation;
import io.contee.model.PodRef;
import io.contee.stats.LogCounters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The logs of consoles: their files, their policies, and their opening. Apart from {@link ConsoleOpener}, as the log of
 * an earlier run is completed without a session. Any thread may call it.
 */
final class ConsoleLogs {

    private static final Logger LOG = LoggerFactory.getLogger(ConsoleLogs.class);

    private final BrokerSettings settings;
    private final InstantSource clock;
    private final DomainJournal journal;
    private final LogFactory logs;
    private final PodLogDirs podLogs;
    private final GuestDirs guestDirs;
    private final FormerRuns formerRuns;

    ConsoleLogs(BrokerSettings settings, InstantSource clock, DomainJournal journal, FormerRuns formerRuns) {
        this.settings = settings;
        this.clock = clock;
        this.journal = journal;
        this.logs =
                new LogFactory(clock, settings.logs().files(), settings.logs().totalSize());
        this.podLogs = PodLogDirs.of(settings.directories());
        this.guestDirs = GuestDirs.of(settings.directories());
        this.formerRuns = formerRuns;
        if (settings.logs().totalSize().isPresent()) {
            countLogs();
        }
    }

    /**
     * Counts the existing logs. Those of other pods may be other programs' logs, and are counted once a console of the
     * pod is open.
     */
    private void countLogs() {
        try {
            logs.count(settings.directories().logs().path());
            logs.count(settings.directories().logs().byUuid());
            podLogs.ownDirectories().forEach(logs::count);
        } catch (ConteeException e) {
            LOG.warn("{}", e.getMessage());
        }
    }

    /** Prepares the directory of a domain's raw logs for a new run, for which none of its logs may be open. */
    void claimDirectory(DomainId domain) {
        try {
            journal.pause(() -> logs.claim(guestDirs, settings.directories().logs(), domain));
        } catch (ConteeException e) {
            LOG.warn("{}: {}", domain, e.getMessage());
        }
    }

    /**
     * Returns the current files of the logs that are kept.
     *
     * @param attempt the attempt that the pod log belongs to
     */
    Map<LogKind, Path> files(ConsoleSpec spec, int attempt) {
        Map<LogKind, Path> files = new EnumMap<>(Map.of(
                LogKind.RAW, rawLog(spec),
                LogKind.POD, podLog(spec, attempt),
                LogKind.ENTRY,
                        guestDir(spec).entryLog(rawSubDir(spec), spec.id().alias())));
        files.keySet().retainAll(settings.logs().kinds());
        return files;
    }

    /** Returns the file of the raw log, whether or not that is kept. */
    Path rawLog(ConsoleSpec spec) {
        return guestDir(spec).rawLog(rawSubDir(spec), spec.id().alias());
    }

    /** Opens the logs of a console; one that cannot be opened is retried later. */
    List<OpenLog> open(ConsoleSpec spec, Map<LogKind, Path> files) {
        LogPolicy raw = rawPolicy(spec);
        LogPolicy pod = podPolicy(spec);
        return files.entrySet().stream()
                .map(file -> open(spec.id(), file.getKey(), file.getValue(), file.getKey() == LogKind.POD ? pod : raw))
                .toList();
    }

    @FunctionalInterface
    private interface LogOpener {
        ConsoleLog open(Path path, LogPolicy policy, LogCounters counters);
    }

    private OpenLog open(ConsoleId id, LogKind kind, Path path, LogPolicy policy) {
        LogOpener opener =
                switch (kind) {
                    case RAW -> logs::raw;
                    case POD -> logs::pod;
                    case ENTRY -> logs::entries;
                };
        LogCounters counters = new LogCounters();
        LogSink sink = new LogSink(
                kind.toString().toLowerCase(Locale.ROOT) + " log " + path,
                formerRuns.guard(id.domain().uuid(), () -> opener.open(path, policy, counters)),
                clock,
                new ConsoleJournal(journal, id),
                System::nanoTime);
        return new OpenLog(kind, sink, path, LogFactory.limit(policy), counters);
    }

    /**
     * Completes the pod log of a run that ended while no contee ran.
     *
     * @param attempt the attempt that the pod log belongs to
     */
    void complete(ConsoleSpec spec, int attempt) {
        if (settings.logs().kinds().contains(LogKind.POD)) {
            try {
                logs.endPod(podLog(spec, attempt), podPolicy(spec));
            } catch (ConteeException e) {
                LOG.warn("{}: {}", spec.id(), e.getMessage());
            }
        }
    }

    private LogPolicy rawPolicy(ConsoleSpec spec) {
        return spec.rawLog()
                .map(own -> own.or(settings.logs().raw()))
                .orElse(settings.logs().raw());
    }

    /**
     * Returns the policy of a console's pod log. The log of a real pod is not rotated by truncation, as a kubelet's
     * followers would lose output.
     */
    private LogPolicy podPolicy(ConsoleSpec spec) {
        LogPolicy policy = settings.logs().pod().forPodLog(spec.rawLog());
        boolean ofPod = !spec.pod().namespace().equals(PodRef.DEFAULT_NAMESPACE);
        return ofPod && policy.rotate().equals(Optional.of(LogRotation.TRUNCATE))
                ? policy.withRotate(LogRotation.SIZE)
                : policy;
    }

    private GuestDir guestDir(ConsoleSpec spec) {
        return guestDirs.of(spec.id().domain());
    }

    private String rawSubDir(ConsoleSpec spec) {
        return rawPolicy(spec).subDir().orElse("");
    }

    private Path podLog(ConsoleSpec spec, int attempt) {
        return spec.podLog().filter(this::isInPodLogs).orElseGet(() -> podLogs.log(spec.pod(), attempt));
    }

    /** Returns whether a path is not led out of the directory of pod logs by a link. */
    private boolean isInPodLogs(Path path) {
        Path directory = settings.directories().podLogs();
        Path existing = path;
        while (!Files.exists(existing, LinkOption.NOFOLLOW_LINKS) && existing.getParent() != null) {
            existing = existing.getParent();
        }
        try {
            Files.createDirectories(directory);
            if (existing.toRealPath().startsWith(directory.toRealPath()) || !existing.startsWith(directory)) {
                return true;
            }
        } catch (IOException e) {
            LOG.debug("{}: {}", path, ConteeException.reason(e));
        }
        LOG.warn("{} leads out of {}: using contee's own pod log", path, directory);
        return false;
    }
}
