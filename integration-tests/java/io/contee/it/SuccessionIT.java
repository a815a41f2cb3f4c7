package io.contee.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Contee is restarted and killed under a guest that prints, and a client that reads. */
class SuccessionIT {

    @RegisterExtension
    private static final LibvirtHost HOST = new LibvirtHost();

    @BeforeEach
    void startStrictContee() {
        HOST.stopContee();
        HOST.startContee(Map.of("CONTEE_DURABILITY", "strict"));
    }

    @Test
    void aRestartLosesNothingAndDisconnectsNobody() {
        Guest guest = HOST.define("upgraded");
        ContainerProcess client = guest.boot();
        client.type("steady\r");
        for (int i = 1; i <= 3; i++) {
            client.await("line %07d ".formatted(i * 200));
            HOST.restartContee();
        }
        client.await("line 0000800 ");
        assertWhole(guest, client);
    }

    @Test
    void aConteeThatIsKilledLosesNothingAndDisconnectsNobody() {
        Guest guest = HOST.define("killed");
        ContainerProcess client = guest.boot();
        client.type("steady\r");
        for (int i = 1; i <= 3; i++) {
            client.await("line %07d ".formatted(i * 200));
            HOST.killContee();
            HOST.startContee(Map.of("CONTEE_DURABILITY", "strict"));
        }
        client.await("line 0000800 ");
        assertWhole(guest, client);
    }

    private static void assertWhole(Guest guest, ContainerProcess client) {
        client.interrupt();
        guest.awaitLogged("serial0", client);
        assertThat(client.runs()).isTrue();
        Bytes.assertSame("the client's and the raw log", client.bytes(), guest.rawLog());
        Bytes.assertSame("pod log and raw log", guest.podText("serial0", 0), Bytes.text(guest.rawLog()));
        Bytes.assertWitnessed(guest.rawLog(), guest.witness("serial0"), 0);
        assertThat(HOST.conteeLog()
                        .lines()
                        .filter(line -> line.contains(guest.name() + "/serial0: guest disconnected")))
                .isEmpty();
    }
}
