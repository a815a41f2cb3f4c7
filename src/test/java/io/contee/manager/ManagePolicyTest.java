package io.contee.manager;

import static org.assertj.core.api.Assertions.assertThat;

import io.contee.domainxml.DomainXml;
import io.contee.domainxml.Rewriter;
import io.contee.manager.ManagePolicy.Scope;
import io.contee.model.ConsoleMode;
import io.contee.testing.Domains;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ManagePolicyTest {

    private static final DomainXml PLAIN = DomainXml.parse(Domains.ORDINARY);
    private static final DomainXml WITH_METADATA =
            DomainXml.parse(new Rewriter(Path.of("/c"), Path.of("/l")).rewrite(Domains.ORDINARY, ConsoleMode.UNIX));

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
        assertThat(policy(scope, "", "").covers(PLAIN)).isEqualTo(plain);
        assertThat(policy(scope, "", "").covers(WITH_METADATA)).isEqualTo(withMetadata);
    }

    @Test
    void aNameMustBeIncludedAndNotExcluded() {
        assertThat(policy(Scope.ALL, "db web", "").covers(PLAIN)).isTrue();
        assertThat(policy(Scope.ALL, "db", "").covers(PLAIN)).isFalse();
        assertThat(policy(Scope.ALL, "", "db w?b").covers(PLAIN)).isFalse();
        assertThat(policy(Scope.ALL, "web", "web").covers(PLAIN))
                .as("exclude wins")
                .isFalse();
        assertThat(policy(Scope.METADATA, "", "w*").covers(WITH_METADATA)).isFalse();
        assertThat(policy(Scope.NONE, "web", "").covers(WITH_METADATA)).isFalse();
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
