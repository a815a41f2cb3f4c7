package io.contee.testing;

import io.contee.broker.BrokerSettings;
import io.contee.broker.GuestProcesses;
import io.contee.broker.Overflow;
import io.contee.model.ClientPolicy;
import io.contee.model.LogFileMode;
import io.contee.model.LogPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** What a test's broker is told of its host. */
public final class TestSettings {

    private TestSettings() {}

    /** Those of a broker whose guests run as its own user, and whose logs all have one policy. */
    public static BrokerSettings broker(Path consoles, Path logs, Path podLogs, Path ptyLogs, LogPolicy policy) {
        return broker(consoles, logs, podLogs, ptyLogs, policy, (pid, domain) -> {});
    }

    /** The same with guests that are examined. */
    public static BrokerSettings broker(
            Path consoles, Path logs, Path podLogs, Path ptyLogs, LogPolicy policy, GuestProcesses guests) {
        return new BrokerSettings(
                consoles,
                logs,
                podLogs,
                ptyLogs,
                policy,
                policy,
                false,
                Duration.ofMillis(500),
                Optional.empty(),
                LogFileMode.DEFAULT,
                Overflow.BLOCK,
                Optional.empty(),
                guests,
                Optional.empty(),
                Optional.empty(),
                ClientPolicy.DEFAULT);
    }
}
