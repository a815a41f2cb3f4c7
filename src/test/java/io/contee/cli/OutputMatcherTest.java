package io.contee.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.contee.cli.OutputMatcher.Result;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class OutputMatcherTest {

    private final OutputMatcher matcher = new OutputMatcher();

    private void add(String text) {
        matcher.add(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    private Result await(String text, Duration limit) throws InterruptedException {
        return matcher.await(text.getBytes(StandardCharsets.UTF_8), limit);
    }

    private Result now(String text) throws InterruptedException {
        return await(text, Duration.ZERO);
    }

    @Test
    void eachTextIsLookedForAfterTheOneBefore() throws InterruptedException {
        add("login: root\r\nlogin: ");
        assertThat(now("login: ")).isEqualTo(Result.FOUND);
        assertThat(now("root")).isEqualTo(Result.FOUND);
        assertThat(now("login: ")).isEqualTo(Result.FOUND);
        assertThat(now("login: ")).isEqualTo(Result.NOT_IN_TIME);
        assertThat(now("")).isEqualTo(Result.FOUND);
    }

    @Test
    void aTextMayComeInParts() throws InterruptedException {
        add("log");
        Thread later = new Thread(() -> {
            add("lo");
            add("gin");
            add(": ");
        });
        later.start();
        assertThat(await("login: ", Duration.ofMinutes(1))).isEqualTo(Result.FOUND);
        later.join();
    }

    @Test
    void theEndEndsTheWaiting() throws InterruptedException {
        add("last words");
        matcher.end();
        assertThat(await("words", Duration.ofMinutes(1))).isEqualTo(Result.FOUND);
        assertThat(await("more", Duration.ofMinutes(1))).isEqualTo(Result.ENDED);
    }

    @Test
    void muchOutputIsSearchedWithoutKeepingAll() throws InterruptedException {
        for (int i = 0; i < 100; i++) {
            add("x".repeat(60_000));
        }
        add("needle");
        assertThat(now("xneedle")).isEqualTo(Result.FOUND);
    }
}
