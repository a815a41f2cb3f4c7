package io.contee.testing;

import io.contee.broker.BrokerSettings;
import io.contee.broker.GuestProcesses;
import io.contee.config.CollectConfig;
import io.contee.model.ByteSize;
import io.contee.model.ClientGroups;
import io.contee.model.ClientPolicy;
import io.contee.model.Directories;
import io.contee.model.Durability;
import io.contee.model.GuestPolicy;
import io.contee.model.Layout.LogDir;
import io.contee.model.Layout.RunDir;
import io.contee.model.LogPolicy;
import io.contee.model.LogSettings;
import io.contee.model.LossPolicy;
import io.contee.model.Overflow;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The settings of a test's broker. */
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

    /** Directories in one, which tests share with the guests that they play. */
    public static Directories directories(Path temp) {
        Path podLogs = temp.resolve("p");
        return new Directories(new RunDir(temp.resolve("r")), new LogDir(temp.resolve("l")), podLogs, podLogs);
    }

    /** Those of a broker whose guests run as its own user, and whose logs all have one policy. */
    public static BrokerSettings broker(Path temp, LogPolicy policy) {
        return broker(temp, policy, Durability.DEFAULT, (pid, domain) -> {});
    }

    /** The same with a durability and with guests that are examined. */
    public static BrokerSettings broker(Path temp, LogPolicy policy, Durability durability, GuestProcesses processes) {
        return new BrokerSettings(
                directories(temp),
                LogSettings.DEFAULT.withPolicy(policy),
                new LossPolicy(Overflow.BLOCK, durability),
                new GuestPolicy(Optional.empty(), temp.resolve("q"), Optional.empty()),
                processes,
                ClientPolicy.DEFAULT,
                ClientGroups.NONE);
    }
}
