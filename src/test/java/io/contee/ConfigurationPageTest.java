package io.contee;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.contee.config.ConteeConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The manual's page of the configuration lists the keys that contee reads, with their defaults. */
class ConfigurationPageTest {

    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    /** The list of keys in the message about an unknown one. */
    private static final Pattern KEYS = Pattern.compile("(?:[\\w.]+, ){20,}[\\w.]+");

    /** The configuration leaves these empty, as a domain's metadata may set them; the log supplies the default. */
    private static final Pattern SUPPLIED_BY_THE_LOG = Pattern.compile("(rawLog|podLog)\\.(rotate|sync|gzip|format)");

    @TempDir
    private Path directory;

    @Test
    void listsEachKeyOnce() throws IOException {
        assertThat(documented().map(row -> row.get(0))).containsExactlyInAnyOrderElementsOf(keysOfTheReader());
    }

    /** A default that is a word and not marked as code, as that of a key without one, is left out. */
    @Test
    void givesEachKeysDefault() throws IOException {
        Map<String, String> defaults = new LinkedHashMap<>();
        for (List<String> row : documented().toList()) {
            code(row.get(1))
                    .filter(ConfigurationPageTest::isEverybodys)
                    .ifPresent(value -> defaults.put(row.get(0), value));
        }

        load(defaults); // all are valid
        defaults.keySet().removeIf(SUPPLIED_BY_THE_LOG.asMatchPredicate());
        assertThat(defaults).hasSizeGreaterThan(25);
        assertThat(load(defaults)).isEqualTo(load(Map.of()));
    }

    private static Stream<List<String>> documented() {
        return ManualPage.read(ManualPage.MANUAL.resolve("configuration.md")).rows().stream()
                .filter(row -> !row.get(0).equals("key"))
                .flatMap(row -> code(row.get(0)).stream().map(key -> List.of(key, row.get(1))))
                .filter(row -> !row.get(0).startsWith("CONTEE_"));
    }

    private static Optional<String> code(String cell) {
        Matcher matcher = CODE.matcher(cell);
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /** Whether a default holds for all users: the page gives root's places. */
    private static boolean isEverybodys(String value) {
        try {
            return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0)
                    || !(value.startsWith("/") || value.startsWith("qemu:"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private List<String> keysOfTheReader() throws IOException {
        Throwable refusal = catchThrowable(() -> load(Map.of("noSuchKey", "1")));
        Matcher keys = KEYS.matcher(String.valueOf(refusal.getMessage()));
        assertThat(keys.find()).as(refusal.getMessage()).isTrue();
        return Arrays.asList(keys.group().split(", "));
    }

    private ConteeConfig load(Map<String, String> values) throws IOException {
        String yaml = values.entrySet().stream()
                .map(entry -> entry.getKey() + ": '" + entry.getValue() + "'\n")
                .collect(Collectors.joining());
        return ConteeConfig.load(Files.writeString(directory.resolve("contee.yaml"), yaml), Map.of());
    }
}
