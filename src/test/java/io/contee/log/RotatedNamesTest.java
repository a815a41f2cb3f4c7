package io.contee.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.contee.log.RotatedNames.Numbered;
import io.contee.log.RotatedNames.Old;
import io.contee.log.RotatedNames.Stamped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RotatedNamesTest {

    private static final RotatedNames NAMES = new RotatedNames(Path.of("/logs/0.log"));

    private final Path temp;

    RotatedNamesTest(@TempDir Path temp) {
        this.temp = temp;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.log.0",
                "0.log.1",
                "0.log.31.gz",
                "0.log.999999999",
                "0.log.20261121-020304",
                "0.log.20261121-020304.gz",
                "0.log.20261121-020304_0001",
                "0.log.20261121-020304_9999.gz"
            })
    void aNameThatIsReadIsWrittenTheSame(String name) {
        Path file = Path.of("/logs").resolve(name);
        Old old = NAMES.parse(file).orElseThrow();
        assertThat(NAMES.path(old)).isEqualTo(file);
        assertThat(old.compressed()).isEqualTo(name.endsWith(".gz"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.log",
                "0.log.",
                "0.log.gz",
                "0.log.00",
                "0.log.-1",
                "0.log.1000000000",
                "0.log.1.gz.gz",
                "0.log.20261121-0203",
                "0.log.20261121-020304_1",
                "0.log.20261121-020304.tmp",
                ".0.log.gz",
                "10.log.0",
                "0.log2.0"
            })
    void otherNamesAreNotOldFiles(String name) {
        assertThat(NAMES.parse(Path.of("/logs").resolve(name))).isEmpty();
    }

    @Test
    void namesThatAreWrittenAreReadTheSame() {
        for (Old old : List.of(
                new Numbered(0, false),
                new Numbered(7, true),
                Stamped.at(Instant.parse("2026-11-21T02:03:04Z")),
                new Stamped("20261121-020304", 12, true))) {
            assertThat(NAMES.parse(NAMES.path(old))).contains(old);
        }
        assertThat(NAMES.numbered(3)).isEqualTo(Path.of("/logs/0.log.3"));
        assertThat(NAMES.unfinished()).isEqualTo(Path.of("/logs/.0.log.gz"));
        assertThat(RotatedNames.compressed(NAMES.numbered(0))).isEqualTo(NAMES.path(new Numbered(0, true)));
    }

    @Test
    void theNextStampSortsAfterAnyFormOfThePreviousOne() {
        Stamped first = Stamped.at(Instant.parse("2026-11-21T23:59:59.9Z"));
        assertThat(first.suffix()).isEqualTo("20261121-235959");
        assertThat(first.next().suffix()).isEqualTo("20261121-235959_0001");
        assertThat(new Stamped("20261121-235959", 9999, true).next().suffix()).isEqualTo("20261122-000000");
        assertThat(first.next()).isGreaterThan(first).isGreaterThan(new Stamped(first.second(), first.count(), true));
        assertThat(NAMES.path(first.next()).toString())
                .isGreaterThan(NAMES.path(new Stamped(first.second(), 0, true)).toString());
    }

    @Test
    void onlyOldFilesOfTheLogAreListed() throws IOException {
        for (String name : List.of("a.log", "a.log.0", "a.log.1.gz", "b.log.0", ".a.log.gz", "a.log.20261121-020304")) {
            Files.createFile(temp.resolve(name));
        }
        assertThat(new RotatedNames(temp.resolve("a.log")).list())
                .extracting(RotatedNames.Found::name)
                .containsExactlyInAnyOrder(
                        new Numbered(0, false), new Numbered(1, true), new Stamped("20261121-020304", 0, false));
    }
}
