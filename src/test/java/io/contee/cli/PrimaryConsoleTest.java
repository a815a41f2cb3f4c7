package io.contee.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.contee.http.ConsoleView;
import io.contee.http.ControlClient;
import io.contee.model.ConsoleRef;
import io.contee.testing.Await;
import io.contee.testing.ConteeDaemon;
import io.contee.testing.Domains;
import io.contee.testing.SocketPeer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The console that is meant where none is named, for a guest of which the alphabetically first is another one. */
class PrimaryConsoleTest {

    /** Its consoles are serial0, console1 … console10, and the serial stands last. */
    private static final String MANY = Domains.ORDINARY
            .replaceFirst("(?s)<console type='pty'>.*</console>", "")
            .replace("<serial", "<console type='pty'><target type='virtio'/></console>\n".repeat(10) + "<serial");

    @ParameterizedTest
    @ValueSource(strings = {"", "podLog: {enabled: false}\n", "rawLog: {enabled: false}\n"})
    void isTheSameForEachCommandAndWhetherTheGuestRunsOrHasEnded(String configuration) throws Exception {
        try (ConteeDaemon contee = new ConteeDaemon(configuration)) {
            assertThat(contee.prepare("many", MANY).console()).isEqualTo("serial0");
            assertThat(aliases(contee))
                    .startsWith("serial0", "console1", "console2")
                    .endsWith("console10");
            try (SocketPeer serial = connect(contee, "serial0");
                    SocketPeer virtio = connect(contee, "console1")) {
                serial.write("the serial port\n");
                virtio.write("hvc0\n");
                assertThat(run(contee, "send", "many", "typed").code()).isZero();
                serial.awaitText("typed");
                Await.until("logs of the running guest", () -> logs(contee).equals("the serial port\n"));
                contee.release("many");
                assertThat(logs(contee)).as("of the ended guest").isEqualTo("the serial port\n");
            }
            contee.kill();
            assertThat(logs(contee)).as("without contee").isEqualTo("the serial port\n");
        }
    }

    private static List<String> aliases(ConteeDaemon contee) {
        try (ControlClient client = contee.client()) {
            return client.consoles().stream().map(ConsoleView::console).toList();
        }
    }

    private static SocketPeer connect(ConteeDaemon contee, String alias) {
        try (ControlClient client = contee.client()) {
            return SocketPeer.connect(ConteeDaemon.guestSocket(client.console(ConsoleRef.of("many", alias))));
        }
    }

    private static String logs(ConteeDaemon contee) {
        return run(contee, "logs", "many").out();
    }

    private static CommandRun run(ConteeDaemon contee, String... args) {
        Map<String, String> environment =
                new HashMap<>(Map.of("CONTEE_CONFIG", contee.configFile().toString()));
        return CommandRun.of(environment, new byte[0], args);
    }
}
