package io.contee.manager;

import static org.assertj.core.api.Assertions.assertThat;

import io.contee.manager.Readiness.Check;
import io.contee.stats.Durations;
import io.contee.stats.LoopFigures;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReadinessTest {

    private double silent = 1;
    private Optional<String> libvirt = Optional.empty();
    private List<String> sockets = List.of();
    private List<String> logs = List.of();
    private final Readiness readiness = new Readiness(
            () -> List.of(new LoopFigures("0", new Durations().recorded(), silent)),
            () -> libvirt,
            () -> sockets,
            () -> logs);

    private static List<String> failed(List<Check> checks) {
        return checks.stream().filter(check -> !check.passed()).map(Check::name).toList();
    }

    @Test
    void isReadyWhenAllIsWell() {
        assertThat(readiness.ready()).extracting(Check::name).containsExactly("loops", "libvirt", "sockets", "logs");
        assertThat(failed(readiness.ready())).isEmpty();
        assertThat(failed(readiness.live())).isEmpty();
    }

    @Test
    void whatItLacksDoesNotMakeItDead() {
        libvirt = Optional.of("no connection");
        sockets = List.of("web/serial0: its socket is gone");
        logs = List.of("raw log: full", "pod log: full");
        assertThat(failed(readiness.ready())).containsExactly("libvirt", "sockets", "logs");
        assertThat(readiness.ready().get(3).faults()).containsExactly("raw log: full", "pod log: full");
        assertThat(failed(readiness.live())).isEmpty();
    }

    @Test
    void anEventLoopThatHangsMakesItDead() {
        silent = 12.3;
        assertThat(failed(readiness.live())).containsExactly("loops");
        assertThat(failed(readiness.ready())).containsExactly("loops");
        assertThat(readiness.live().get(0).faults())
                .containsExactly(
                        "event loop 0 has done nothing for 12 s: restart contee, and report what its own log says");
    }
}
