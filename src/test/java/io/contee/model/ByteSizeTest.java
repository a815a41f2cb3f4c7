package io.contee.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteSizeTest {

    @ParameterizedTest
    @CsvSource({
        "0,0",
        "500,500",
        "16Ki,16384",
        "2Mi,2097152",
        "1Gi,1073741824",
        "3k,3000",
        "1M,1000000",
        "2Ti,2199023255552"
    })
    void readsKubernetesQuantities(String text, long bytes) {
        assertThat(ByteSize.parse(text)).isEqualTo(new ByteSize(bytes));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 1023, 1024, 1536, 16 << 20, 1L << 40, Long.MAX_VALUE})
    void writesWhatItReadsBack(long bytes) {
        assertThat(ByteSize.parse(new ByteSize(bytes).toString()).bytes()).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "1.5Mi", "16MB", "Mi", "1 Mi", "0x10"})
    void refusesWhatIsNoSizeAndSaysHowToWriteOne(String text) {
        assertThatThrownBy(() -> ByteSize.parse(text))
                .isInstanceOf(ConteeException.class)
                .hasMessageContaining("16Mi");
    }

    @Test
    void refusesMoreThanALongHolds() {
        assertThatThrownBy(() -> ByteSize.parse("99999999999Ti")).hasMessageContaining("too large");
        assertThatThrownBy(() -> ByteSize.parse("9999999999999999999")).hasMessageContaining("too large");
    }
}
