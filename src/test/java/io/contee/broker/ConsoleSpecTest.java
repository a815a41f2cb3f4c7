package io.contee.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.contee.model.ConsoleId;
import io.contee.model.ImpatientDevice;
import io.contee.model.Overflow;
import io.contee.model.PodRef;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ConsoleSpecTest {

    private static ConsoleSpec spec(GuestPlace place, Optional<ImpatientDevice> device) {
        ConsoleId id = new ConsoleId(BrokerFixture.domain("web"), "serial0");
        return new ConsoleSpec(
                id, 0, place, PodRef.of(id), Optional.empty(), Optional.empty(), Optional.empty(), Map.of(), device);
    }

    private static final GuestPlace SOCKET = new GuestPlace.Socket(Path.of("/s"), Optional.empty());

    @ParameterizedTest
    @EnumSource(ImpatientDevice.class)
    void aConsoleWhoseDeviceCannotWaitIsNeverHeldUp(ImpatientDevice device) {
        for (Overflow configured : Overflow.values()) {
            assertThat(spec(SOCKET, Optional.of(device)).holdLimit(configured)).hasValue(Duration.ZERO);
        }
    }

    @Test
    void aConsoleThatCanWaitWaitsAsConfigured() {
        ConsoleSpec spec = spec(SOCKET, Optional.empty());
        assertThat(spec.holdLimit(Overflow.BLOCK)).isEmpty();
        assertThat(spec.holdLimit(Overflow.DELAY)).hasValue(Duration.ofSeconds(10));
        assertThat(spec.holdLimit(Overflow.DROP)).hasValue(Duration.ZERO);
    }

    @Test
    void virtlogdKeepsWhatAGuestOnAPtyPrints() {
        GuestPlace pty = new GuestPlace.Pty(Path.of("/l"), true, Optional.empty());
        assertThat(spec(pty, Optional.of(ImpatientDevice.DROPS)).holdLimit(Overflow.DROP))
                .isEmpty();
    }
}
