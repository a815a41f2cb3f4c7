package io.contee.testing;

import io.contee.broker.BrokerSettings;
import io.contee.broker.GuestProcesses;
import io.contee.config.CollectConfig;
import io.contee.log.PodLogDirs;
import io.contee.model.ByteSize;
import io.contee.model.ClientPolicy;
import io.contee.model.Durability;
import io.contee.model.LogFileMode;
import io.contee.model.LogKind;
import io.contee.model.LogPolicy;
import io.contee.model.Overflow;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;

/** What a test's broker is told of its host. */
public final class TestSettings {

    private TestSettings() {}

    /** Records this process as the guest of a domain, as libvirt records QEMU. */
    static void recordGuest(Path guestPidDir, String domain) {
        try {
            Files.createDirectories(guestPidDir);
            Files.writeString(
                    guestPidDir.resolve(domain + ".pid"),
                    Long.toString(ProcessHandle.current().pid()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is collected into a directory, windows of an hour. */
    public static CollectConfig collect(Path dir) {
        return new CollectConfig(
                dir.resolve("d"),
                Optional.empty(),
                dir.resolve("q"),
                new CollectConfig.Logs(
                        false, Duration.ofHours(1), false, false, Duration.ofDays(7), ByteSize.parse("1Gi")),
                new CollectConfig.Memory(false, Duration.ofSeconds(1), ByteSize.parse("1Mi"), 1),
                "127.0.0.1",
                0);
    }

    /** Those of a broker whose guests run as its own user, and whose logs all have one policy. */
    public static BrokerSettings broker(Path consoles, Path logs, Path podLogs, Path ptyLogs, LogPolicy policy) {
        return broker(consoles, logs, podLogs, ptyLogs, policy, Durability.DEFAULT);
    }

    /** The same with a say on what a killed broker may lose. */
    public static BrokerSettings broker(
            Path consoles, Path logs, Path podLogs, Path ptyLogs, LogPolicy policy, Durability durability) {
        return broker(consoles, logs, podLogs, ptyLogs, policy, durability, (pid, domain) -> {});
    }

    /** The same with guests that are examined. */
    public static BrokerSettings broker(
            Path consoles, Path logs, Path podLogs, Path ptyLogs, LogPolicy policy, GuestProcesses guests) {
        return broker(consoles, logs, podLogs, ptyLogs, policy, Durability.DEFAULT, guests);
    }

    private static BrokerSettings broker(
            Path consoles,
            Path logs,
            Path podLogs,
            Path ptyLogs,
            LogPolicy policy,
            Durability durability,
            GuestProcesses guests) {
        return new BrokerSettings(
                consoles,
                logs,
                PodLogDirs.of(podLogs),
                ptyLogs,
                policy,
                policy,
                EnumSet.of(LogKind.RAW, LogKind.POD),
                Duration.ofMillis(500),
                Optional.empty(),
                LogFileMode.DEFAULT,
                Overflow.BLOCK,
                durability,
                Optional.empty(),
                guests,
                Optional.empty(),
                Optional.empty(),
                ClientPolicy.DEFAULT);
    }
}
