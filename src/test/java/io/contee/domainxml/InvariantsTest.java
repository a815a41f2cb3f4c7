package io.contee.domainxml;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for any text holds for the tests' domains, and for what the fuzz tests have found. */
class InvariantsTest {

    static List<String> domains() {
        return Seeds.domains();
    }

    @ParameterizedTest
    @MethodSource("domains")
    void holdForEveryDomain(String xml) {
        Invariants.check(xml);
    }
}
