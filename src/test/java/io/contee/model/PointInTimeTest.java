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
        "2026-11-21T02:03Z, 2026-11-21T02:03:00Z",
        "2026-11-21t02:03:04z, 2026-11-21T02:03:04Z",
        "2026-11-21 02:03:04-00:30, 2026-11-21T02:33:04Z",
        "2026-11-21T02:03:04.1234567891234Z, 2026-11-21T02:03:04.123456789Z",
        "2016-12-31T23:59:60Z, 2017-01-01T00:00:00Z",
        "2017-01-01T00:59:60.5+01:00, 2017-01-01T00:00:00.5Z",
    })
    void aTimeIsAPointOrAnAge(String text, Instant time) {
        assertThat(PointInTime.parse(text, Instant.parse("2026-11-21T12:00:00Z")))
                .isEqualTo(time);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "s",
                "5",
                "5w",
                "-5s",
                "5 s",
                "5s5",
                "yesterday",
                "2026-11-21",
                "2026-11-21T02:03:61Z",
                "2026-02-30T00:00:00Z",
                "\u001b[2J\n"
            })
    void whatIsNoTimeIsRefusedInOneLine(String text) {
        assertThatThrownBy(() -> PointInTime.parse(text, Instant.EPOCH))
                .isInstanceOf(ConteeException.class)
                .hasMessageContaining("is not valid: give 90s, 10m, 3h or 2d")
                .message()
                .doesNotContainPattern("\\p{Cntrl}");
    }
}
