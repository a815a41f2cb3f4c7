package io.contee.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteRangeTest {

    @ParameterizedTest
    @CsvSource({"bytes=0-9, 0, 9", "bytes=90-, 90, 99", "bytes=90-200, 90, 99", "bytes=-10, 90, 99", "bytes=-500, 0, 99"
    })
    void aStretchOfAHundredBytes(String header, long first, long last) {
        assertThat(ByteRange.parse(header, 100)).contains(new ByteRange(first, last));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=", "bytes=-", "bytes=9-1", "bytes=0-1,5-6", "lines=1-2", "bytes=a-b"})
    void othersAreIgnored(String header) {
        assertThat(ByteRange.parse(header, 100)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=100-", "bytes=100-200", "bytes=-0"})
    void whatIsBeyondTheEndHoldsNothing(String header) {
        assertThat(ByteRange.parse(header, 100).map(ByteRange::satisfiable)).isEqualTo(Optional.of(false));
    }
}
