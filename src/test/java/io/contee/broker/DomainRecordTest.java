package io.contee.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.contee.model.ConsoleId;
import io.contee.model.DomainId;
import io.contee.model.PodRef;
import io.contee.testing.ShortTempDir;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DomainRecordTest {

    private static final DomainId WEB = BrokerFixture.domain("web");

    private static ConsoleSpec spec(String alias) {
        ConsoleId id = new ConsoleId(WEB, alias);
        return new ConsoleSpec(id, Path.of("/run/c/" + alias + ".guest"), PodRef.of(id), Optional.empty());
    }

    @Test
    void aRecordOfAnEarlierVersionHasNoOrderAndItsConsolesAreInTheirNaturalOne() throws IOException {
        try (ShortTempDir temp = new ShortTempDir()) {
            List<ConsoleSpec> consoles = Stream.of("console10", "console2", "serial0", "ua-x")
                    .map(DomainRecordTest::spec)
                    .toList();
            new DomainRecord(WEB, 1, 0, consoles).save(temp.path());
            Path file = temp.resolve("run.json");
            String text = Files.readString(file);
            assertThat(text).contains("\"order\":0,");
            Files.writeString(file, text.replace("\"order\":0,", ""));
            assertThat(DomainRecord.load(temp.path()).orElseThrow().consoles().stream()
                            .sorted(ConsoleSpec.inDomain())
                            .map(spec -> spec.id().alias()))
                    .containsExactly("serial0", "console2", "console10", "ua-x");
        }
    }
}
