package io.contee.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.contee.config.ConteeConfig;
import io.contee.domainxml.ConsoleMetadata;
import io.contee.model.ByteSize;
import io.contee.model.ConsoleMode;
import io.contee.model.ConteeException;
import io.contee.model.LogFormat;
import io.contee.model.LogPolicy;
import io.contee.model.LogRotation;
import io.contee.model.PodIdentity;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DefineOptionsTest {

    private static final ConteeConfig CONFIG = ConteeConfig.load(Map.of("CONTEE_RAW_LOG_MAX_SIZE", "8Mi"));
    private static final LogPolicy STATED = new LogPolicy(ByteSize.parse("2Mi"), 5);

    private static DefineOptions limited(Optional<String> maxSize, Optional<Integer> maxFiles) {
        return new DefineOptions(
                Optional.empty(), Optional.empty(), maxSize.map(ByteSize::parse), maxFiles, Map.of(), false);
    }

    private static ConsoleMetadata stated(Optional<LogPolicy> log, Map<String, String> annotations) {
        return new ConsoleMetadata(
                Optional.of(ConsoleMode.PTY),
                false,
                Optional.of(new PodIdentity("ns", "pod", "uid", Optional.empty())),
                log,
                annotations);
    }

    @Test
    void whatIsNotGivenIsAsTheMetadataSaysOrElseTheConfiguration() {
        ConsoleMetadata stated = stated(Optional.of(STATED), Map.of("a", "b"));
        assertThat(DefineOptions.DEFAULTS.appliedTo(stated, CONFIG)).isEqualTo(stated);
        assertThat(DefineOptions.DEFAULTS.appliedTo(ConsoleMetadata.EMPTY, CONFIG))
                .isEqualTo(ConsoleMetadata.EMPTY.withMode(ConsoleMode.UNIX));
    }

    @Test
    void whatIsGivenCountsMore() {
        PodIdentity pod = new PodIdentity("other", "pod", "uid", Optional.empty());
        LogPolicy log = new LogPolicy(ByteSize.parse("1Mi"), 0);
        ConsoleMetadata metadata = DefineOptions.DEFAULTS
                .withMode(ConsoleMode.OFF)
                .withPod(pod)
                .withLog(log)
                .withAnnotations(Map.of("a", "new", "c", "d"))
                .withTakeOver(true)
                .appliedTo(stated(Optional.of(STATED), Map.of("a", "b", "e", "f")), CONFIG);
        assertThat(metadata)
                .isEqualTo(new ConsoleMetadata(
                        Optional.of(ConsoleMode.OFF),
                        true,
                        Optional.of(pod),
                        Optional.of(log),
                        Map.of("a", "new", "c", "d", "e", "f")));
    }

    @Test
    void oneLimitAloneGoesWithTheOtherOfTheMetadataOrElseTheConfiguration() {
        assertThat(limited(Optional.of("1Mi"), Optional.empty())
                        .appliedTo(stated(Optional.of(STATED), Map.of()), CONFIG)
                        .log())
                .contains(new LogPolicy(ByteSize.parse("1Mi"), 5));
        assertThat(limited(Optional.empty(), Optional.of(7))
                        .appliedTo(ConsoleMetadata.EMPTY, CONFIG)
                        .log())
                .contains(new LogPolicy(ByteSize.parse("8Mi"), 7));
    }

    @Test
    void aLimitLeavesTheRestOfTheLogsPolicyAsTheMetadataSays() {
        LogPolicy stated = new LogPolicy(
                ByteSize.parse("2Mi"),
                5,
                Optional.of(LogRotation.DAILY),
                Optional.empty(),
                Optional.of(LogFormat.CRI),
                Optional.empty(),
                Optional.of(true),
                Optional.of("tenant"));
        assertThat(limited(Optional.of("1Mi"), Optional.of(1))
                        .appliedTo(stated(Optional.of(stated), Map.of()), CONFIG)
                        .log())
                .contains(stated.withLimit(ByteSize.parse("1Mi"), 1));
    }

    @Test
    void whatIsOutOfRangeIsRefused() {
        assertThatThrownBy(() -> limited(Optional.of("1"), Optional.empty()).appliedTo(ConsoleMetadata.EMPTY, CONFIG))
                .isInstanceOf(ConteeException.class)
                .hasMessageContaining("maxSize 1 is too small");
        assertThatThrownBy(() -> DefineOptions.DEFAULTS.withAnnotations(Map.of("", "x")))
                .isInstanceOf(ConteeException.class)
                .hasMessageContaining("no key");
    }
}
