package io.contee.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.contee.http.ConsoleMessage.Kind;
import io.contee.model.LeaseState;
import io.contee.model.LeaseState.Holder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConsoleMessageTest {

    @ParameterizedTest
    @EnumSource(Kind.class)
    void eachKindIsReadBack(Kind kind) {
        ConsoleMessage message = ConsoleMessage.of(kind);
        assertThat(ConsoleMessage.decode(message.encode())).contains(message);
    }

    @ParameterizedTest
    @EnumSource(Holder.class)
    void theLeaseIsReadBack(Holder holder) {
        ConsoleMessage attached = ConsoleMessage.attached("a \"session\"", new LeaseState(holder, 4711));
        assertThat(ConsoleMessage.decode(attached.encode())).contains(attached);
        ConsoleMessage lease = ConsoleMessage.lease(new LeaseState(holder, 0));
        assertThat(ConsoleMessage.decode(lease.encode())).contains(lease);
    }

    @Test
    void isWhatItIsDocumentedToBe() {
        assertThat(ConsoleMessage.lease(new LeaseState(Holder.OTHER, 812)).encode())
                .isEqualTo("{\"event\":\"lease\",\"holder\":\"other\",\"pid\":812,\"answers\":false}");
        assertThat(ConsoleMessage.of(Kind.TAKE).encode()).isEqualTo("{\"request\":\"take\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "{", "[]", "null", "{\"event\":\"unknown\"}", "{\"event\":7}", "{\"request\":\"lease\"}"})
    void whatIsNotKnownIsIgnored(String text) {
        assertThat(ConsoleMessage.decode(text)).isEmpty();
    }
}
