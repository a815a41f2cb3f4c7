package io.contee.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.contee.model.ConteeException;
import io.contee.stats.HookFigures;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HookCallsTest {

    private final HookCalls calls = new HookCalls();

    private static String shown(HookFigures figures) {
        return figures.operation() + " " + figures.outcome() + " "
                + figures.took().count();
    }

    @Test
    void countsByOperationAndOutcome() {
        calls.count("prepare", Optional::empty);
        calls.count("prepare", Optional::empty);
        calls.count("restore", () -> Optional.of("<domain/>"));
        assertThatThrownBy(() -> calls.count("prepare", () -> {
                    throw new ConteeException("cannot");
                }))
                .hasMessage("cannot");
        assertThat(calls.figures().stream().map(HookCallsTest::shown))
                .containsExactly("prepare failed 1", "prepare ok 2", "restore rewritten 1");
    }

    @Test
    void whatLibvirtDoesNotKnowIsOneOperation() {
        for (int i = 0; i < 100; i++) {
            String operation = "made-up-" + i;
            assertThatThrownBy(() -> calls.count(operation, () -> {
                        throw new ConteeException("unknown");
                    }))
                    .isInstanceOf(ConteeException.class);
        }
        assertThat(calls.figures().stream().map(HookCallsTest::shown)).containsExactly("unknown failed 100");
    }

    @Test
    void aFaultOfConteesOwnIsAFailure() {
        assertThatThrownBy(() -> calls.count("start", () -> {
                    throw new IllegalStateException("a fault");
                }))
                .hasMessage("a fault");
        assertThat(calls.figures().stream().map(HookCallsTest::shown)).containsExactly("start failed 1");
    }

    @Test
    void tellsTheLastCall() {
        assertThat(calls.last()).isEmpty();
        calls.count("start", Optional::empty);
        assertThat(calls.last()).isPresent();
    }
}
