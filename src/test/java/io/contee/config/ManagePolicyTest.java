package io.contee.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.contee.config.ManagePolicy.Scope;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ManagePolicyTest {

    private static ManagePolicy policy(Scope scope, String include, String exclude) {
        return new ManagePolicy(scope, patterns(include), patterns(exclude));
    }

    private static List<NamePattern> patterns(String separated) {
        return Arrays.stream(separated.split(" "))
                .filter(text -> !text.isEmpty())
                .map(NamePattern::new)
                .toList();
    }

    @ParameterizedTest
    @CsvSource({"ALL, true, true", "METADATA, false, true", "NONE, false, false"})
    void theScopeDecidesByTheMetadata(Scope scope, boolean plain, boolean withMetadata) {
        assertThat(policy(scope, "", "").covers("web", false)).isEqualTo(plain);
        assertThat(policy(scope, "", "").covers("web", true)).isEqualTo(withMetadata);
    }

    @Test
    void aNameMustBeIncludedAndNotExcluded() {
        assertThat(policy(Scope.ALL, "db web", "").covers("web", false)).isTrue();
        assertThat(policy(Scope.ALL, "db", "").covers("web", false)).isFalse();
        assertThat(policy(Scope.ALL, "", "db w?b").covers("web", false)).isFalse();
        assertThat(policy(Scope.ALL, "web", "web").covers("web", false))
                .as("exclude wins")
                .isFalse();
        assertThat(policy(Scope.METADATA, "", "w*").covers("web", true)).isFalse();
        assertThat(policy(Scope.NONE, "web", "").covers("web", true)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "web, web, true",
        "web, web2, false",
        "web, Web, false",
        "web-*, web-, true",
        "web-*, web-1-2, true",
        "web-*, aweb-1, false",
        "*-db, prod-db, true",
        "*-db, prod-db2, false",
        "*a*b*, xxaxxbxx, true",
        "*a*b*, xxbxxaxx, false",
        "*ab, aab, true",
        "a*b*c, abcbcc, true",
        "w?b, web, true",
        "w?b, wb, false",
        "w.b, web, false",
        "[a-z], [a-z], true",
        "'*', anything, true",
        "**?, x, true",
        "?, '', false",
        "ü*, übung, true",
    })
    void aPatternStandsForTheWholeName(String pattern, String name, boolean matches) {
        assertThat(new NamePattern(pattern).matches(name)).isEqualTo(matches);
    }

    @Test
    void aPatternOfManyStarsIsDecidedInBoundedTime() {
        String name = "a".repeat(255);
        assertThat(new NamePattern("*a".repeat(100) + "b").matches(name)).isFalse();
    }
}
