package io.contee.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.contee.model.ByteSize;
import io.contee.model.ConsoleId;
import io.contee.model.DomainId;
import io.contee.model.DomainJournal;
import io.contee.model.LogPolicy;
import io.contee.model.LogRotation;
import io.contee.model.PodRef;
import io.contee.testing.Await;
import io.contee.testing.ShortTempDir;
import io.contee.testing.SocketPeer;
import io.contee.testing.TestSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whether a pod log is emptied in its place, which loses output to those who follow it. */
class PodLogRotationTest {

    private static final LogPolicy POLICY = new LogPolicy(ByteSize.parse("128Ki"), 1);

    @ParameterizedTest
    @CsvSource({"TRUNCATE,default,2", "TRUNCATE,libvirt,1", "TRUNCATE_PODS,default,1"})
    void aPodsLogIsEmptiedInItsPlaceOnlyIfThatIsSaidExplicitly(LogRotation rotate, String namespace, int files)
            throws IOException {
        assertThat(podLogFiles(POLICY.withRotate(rotate), namespace, Optional.empty()))
                .isEqualTo(files);
    }

    @ParameterizedTest
    @CsvSource({"TRUNCATE,default", "TRUNCATE_PODS,default", "TRUNCATE,libvirt"})
    void whatADomainSaysOfItsRawLogDoesNotEmptyItsPodLog(LogRotation rotate, String namespace) throws IOException {
        assertThat(podLogFiles(POLICY, namespace, Optional.of(POLICY.withRotate(rotate))))
                .isEqualTo(2);
    }

    /** Returns how many files the pod log of a guest has that has printed more than one holds. */
    private static long podLogFiles(LogPolicy policy, String namespace, Optional<LogPolicy> own) throws IOException {
        try (ShortTempDir temp = new ShortTempDir()) {
            DomainId web = BrokerFixture.domain("web");
            ConsoleId id = new ConsoleId(web, "serial0");
            Path socket =
                    temp.resolve("r/consoles").resolve(web.uuid().toString()).resolve("serial0.guest");
            PodRef pod = new PodRef(namespace, "web", "uid", "guest");
            try (Broker broker =
                    new Broker(TestSettings.broker(temp.path(), policy), InstantSource.system(), DomainJournal.NONE)) {
                broker.open(web, DomainStart.starting(1), List.of(new ConsoleSpec(id, socket, pod, own)));
                try (SocketPeer guest = SocketPeer.connect(socket)) {
                    guest.write("x".repeat(99).concat("\n").repeat(1000));
                    guest.hangUp();
                    Await.until("all is read", () -> broker.consoles().get(0).bytesOut() == 100_000);
                }
                broker.release(web.uuid());
            }
            Path logs = temp.resolve("p").resolve(namespace + "_web_uid").resolve("guest");
            try (Stream<Path> left = Files.list(logs)) {
                return left.count();
            }
        }
    }
}
