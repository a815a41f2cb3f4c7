package io.contee.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PointInTimeTest {

    @ParameterizedTest
    @CsvSource({
        "90s, 2026-11-21T11:58:30Z",
        "10m, 2026-11-21T11:50:00Z",
        "3h, 2026-11-21T09:00:00Z",
        "2d, 2026-11-19T12:00:00Z",
        "1h30m, 2026-11-21T10:30:00Z",
        "0s, 2026-11-21T12:00:00Z",
        "2026-11-21T02:03:04.5Z, 2026-11-21T02:03:04.500Z",
        "2026-11-21T02:03:04+01:00, 2026-11-21T01:03:04Z",
    })
    void aTimeIsAPointOrAnAge(String text, Instant time) {
        assertThat(PointInTime.parse(text, Instant.parse("2026-11-21T12:00:00Z")))
                .isEqualTo(time);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "s", "5", "5w", "-5s", "5 s", "5s5", "yesterday", "2026-11-21", "\u001b[2J\n"})
    void whatIsNoTimeIsRefusedInOneLine(String text) {
        assertThatThrownBy(() -> PointInTime.parse(text, Instant.EPOCH))
                .isInstanceOf(ConteeException.class)
                .hasMessageContaining("is not valid: give 90s, 10m, 3h or 2d")
                .message()
                .doesNotContainPattern("\\p{Cntrl}");
    }
}
