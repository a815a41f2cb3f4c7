package io.contee.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.contee.broker.Broker;
import io.contee.config.ConteeConfig;
import io.contee.hook.ConsoleSpecReader.Consoles;
import io.contee.log.PodLogPath;
import io.contee.log.read.LogReader;
import io.contee.log.read.ReadOptions;
import io.contee.model.DomainId;
import io.contee.model.DomainJournal;
import io.contee.model.LogPolicy;
import io.contee.model.NotFoundException;
import io.contee.model.PodRef;
import io.contee.testing.ShortTempDir;
import io.contee.testing.TestSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GuestLogsTest {

    private static final UUID FORMER = new UUID(0, 1);
    private static final UUID NOW = new UUID(0, 2);

    private final ShortTempDir temp = new ShortTempDir();
    private final Broker broker = new Broker(
            TestSettings.broker(temp.path(), new LogPolicy(LogPolicy.MIN_SIZE, 1)),
            InstantSource.system(),
            DomainJournal.NONE);

    @AfterEach
    void close() {
        broker.close();
        temp.close();
    }

    private GuestLogs logs(UUID defined) throws IOException {
        Path file = Files.writeString(
                temp.resolve("contee.yaml"),
                "logDir: " + temp.resolve("l") + "\npodLogDir: " + temp.resolve("p") + "\nownPodLogDir: "
                        + temp.resolve("p") + "\n");
        return new GuestLogs(broker, new StoredLogs(ConteeConfig.load(file, Map.of())), name -> {
            if (!name.equals("web")) {
                throw new NotFoundException("no such domain");
            }
            return new Consoles(new DomainId(defined, name), 0, List.of());
        });
    }

    private void store(UUID uuid, String line) throws IOException {
        Path log = PodLogPath.of(temp.resolve("p"), new PodRef("libvirt", "web", uuid.toString(), "serial0"), 0);
        Files.createDirectories(log.getParent());
        Files.writeString(log, "2026-11-21T02:03:01Z stdout F " + line + "\n");
    }

    private static String text(GuestLog log) throws IOException {
        try (LogReader reader = log.read(ReadOptions.all())) {
            return reader.next().orElseThrow().text().strip();
        }
    }

    @Test
    void theNameOfADomainThatWasCreatedAnewShowsNoEarlierOnesLogButItsUuidDoes() throws IOException {
        store(FORMER, "former");
        GuestLogs logs = logs(NOW);
        for (Optional<String> namespace : List.of(Optional.<String>empty(), Optional.of("libvirt"))) {
            assertThatThrownBy(() -> logs.ofPod(namespace, "web", Optional.empty()))
                    .isInstanceOf(NotFoundException.class)
                    .hasMessage("domain web has no log yet: start it, or read the log of the earlier domain of that"
                            + " name by its UUID, " + FORMER);
        }
        assertThat(text(logs.ofDomain(FORMER.toString(), Optional.empty()))).isEqualTo("former");
        assertThat(text(logs(FORMER).ofPod(Optional.empty(), "web", Optional.empty())))
                .isEqualTo("former");
    }
}
