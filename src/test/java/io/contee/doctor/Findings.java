package io.contee.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/** Looks at what a check has found. */
final class Findings {

    private Findings() {}

    /** The only finding of a check, which says all of the words. */
    static Finding single(Check check, Level level, String... words) {
        List<Finding> findings = check.examine();
        assertThat(findings).hasSize(1);
        assertFound(findings.get(0), level, words);
        return findings.get(0);
    }

    static void assertFound(Finding finding, Level level, String... words) {
        assertThat(finding.level()).as(finding.toString()).isEqualTo(level);
        String text = finding.summary() + "\u0001" + finding.explanation().orElse("") + "\u0001"
                + finding.remedy().orElse("");
        assertThat(text).contains(words);
        assertThat(text.replace("\u0001", "")).doesNotContainPattern("\\p{Cntrl}");
        assertThat(finding.check()).isNotBlank();
        if (level != Level.OK) {
            assertThat(finding.remedy()).as("what to do").isPresent();
        }
    }
}
