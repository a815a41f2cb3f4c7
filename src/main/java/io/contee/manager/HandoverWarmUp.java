package io.contee.manager;

import io.contee.broker.Broker;
import io.contee.broker.BrokerSettings;
import io.contee.broker.ConsoleSpec;
import io.contee.broker.DomainStart;
import io.contee.broker.KeptDescriptors;
import io.contee.model.ConsoleId;
import io.contee.model.ConteeException;
import io.contee.model.DomainId;
import io.contee.model.DomainJournal;
import io.contee.model.Layout.SocketDir;
import io.contee.model.PodRef;
import io.contee.net.Descriptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Resumes a console of no guest, in a temporary directory, before the first real one is handed over: by then the JVM
 * has loaded the classes for it, which needs longer than the rest.
 */
final class HandoverWarmUp {

    private static final Logger LOG = LoggerFactory.getLogger(HandoverWarmUp.class);

    private HandoverWarmUp() {}

    /** Runs it, as a broker with these settings would; its success does not matter. */
    static void run(BrokerSettings settings, Path runDir) {
        try {
            Path directory = Files.createTempDirectory(runDir, ".r");
            try {
                run(settings.within(directory));
            } finally {
                delete(directory);
            }
        } catch (IOException | ConteeException e) {
            LOG.debug("no rehearsal: {}", ConteeException.reason(e));
        }
    }

    private static void run(BrokerSettings settings) {
        DomainId domain = new DomainId(new UUID(0, 0), "rehearsal");
        ConsoleId id = new ConsoleId(domain, "c");
        Path socket = SocketDir.of(settings.directories().run().consoles(), domain.uuid())
                .guestSocket(id.alias());
        KeptDescriptors left = KeptDescriptors.none();
        Map<String, Descriptor> descriptors;
        try (Broker first = new Broker(settings, InstantSource.system(), DomainJournal.NONE, left)) {
            first.open(
                    domain,
                    DomainStart.starting(0),
                    List.of(new ConsoleSpec(id, socket, PodRef.of(id), Optional.empty())));
            first.handover().handOver(domain.uuid());
            descriptors = left.all();
        }
        KeptDescriptors kept = KeptDescriptors.none();
        try (Broker second = new Broker(settings, InstantSource.system(), DomainJournal.NONE, kept)) {
            kept.add(descriptors);
            second.handover().resume(domain.uuid());
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
