package io.contee.broker;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.contee.log.write.ConsoleLog;
import io.contee.model.ConteeException;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class FormerRunsTest {

    private static final UUID DOMAIN = new UUID(0, 1);
    private static final UUID OTHER = new UUID(0, 2);

    private final FormerRuns runs = new FormerRuns();

    @Test
    void aLogIsNotOpenedBeforeAllFormerRunsHaveClosedIt() {
        CompletableFuture<Void> first = new CompletableFuture<>();
        CompletableFuture<Void> second = new CompletableFuture<>();
        runs.add(DOMAIN, first);
        runs.add(DOMAIN, second);
        Supplier<ConsoleLog> guarded = runs.guard(DOMAIN, FakeLog::new);
        assertThatThrownBy(guarded::get).isInstanceOf(ConteeException.class).hasMessageContaining("previous run");
        second.complete(null);
        assertThatThrownBy(guarded::get).isInstanceOf(ConteeException.class);
        first.completeExceptionally(new IllegalStateException());
        assertThatCode(guarded::get).doesNotThrowAnyException();
    }

    @Test
    void oneDomainNeverWaitsForAnother() {
        runs.add(DOMAIN, new CompletableFuture<>());
        assertThatCode(runs.guard(OTHER, FakeLog::new)::get).doesNotThrowAnyException();
    }
}
