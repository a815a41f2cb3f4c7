package io.contee.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ConteeExceptionTest {

    @Test
    void anInterruptedThreadStaysInterrupted() {
        InterruptedException cause = new InterruptedException();

        assertThat(ConteeException.interrupted("reading logs", cause))
                .hasMessage("interrupted while reading logs")
                .hasCause(cause);

        assertThat(Thread.interrupted()).isTrue();
    }
}
