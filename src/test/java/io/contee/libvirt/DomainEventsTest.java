package io.contee.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What is looked at when a console is plugged in or unplugged. */
class DomainEventsTest {

    private static final UUID DOMAIN = new UUID(0, 1);

    private final List<String> calls = new ArrayList<>();
    private final List<Runnable> later = new ArrayList<>();
    private final DomainEvents events = new DomainEvents(
            new DomainListener() {
                @Override
                public void connected(List<String> running, long listedAt) {}

                @Override
                public void started(String xml, long seenAt) {
                    calls.add("started");
                }

                @Override
                public void unplugged(String xml, String alias) {
                    calls.add("unplugged " + alias);
                }

                @Override
                public void stopped(UUID domain, long checkedAt) {
                    calls.add("stopped");
                }

                @Override
                public void definitionChanged(UUID domain, String name) {
                    calls.add("definition of " + name);
                }
            },
            uuid -> Optional.of("<domain/>"),
            Runnable::run,
            later::add);

    @Test
    void theDefinitionIsLookedAtAgainAsItChangesAfterTheEventOfADevice() {
        events.device(DOMAIN, "web", "serial1", true);
        assertThat(calls).containsExactly("definition of web", "started");
        calls.clear();
        later.forEach(Runnable::run);
        assertThat(calls).containsExactly("definition of web");
    }

    @Test
    void aConsoleThatIsUnpluggedIsReportedByItsAlias() {
        events.device(DOMAIN, "web", "console2", false);
        assertThat(calls).containsExactly("definition of web", "unplugged console2");
    }

    @Test
    void otherDevicesAreNotReported() {
        events.device(DOMAIN, "web", "net1", true);
        assertThat(calls).isEmpty();
        assertThat(later).isEmpty();
    }
}
