package io.contee.domainxml;

import static org.assertj.core.api.Assertions.assertThat;

import io.contee.model.ConsoleMode;
import org.junit.jupiter.api.Test;

/** {@code pty.log: false}: consoles in mode pty are virsh console's alone. */
class WithoutPtyLogsTest {

    private static final String PLAIN = SampleXml.with("<serial type='pty'>\n  <target port='0'/>\n</serial>\n");
    private static final String OWN =
            SampleXml.with("<serial type='pty'>\n  <log file='/var/log/own.log' append='on'/>\n</serial>\n");

    private final Rewriter rewriter = SampleXml.rewriter().withoutPtyLogs();

    @Test
    void theyGetNoLogAndAreNotConteesToSee() {
        String rewritten = rewriter.rewrite(PLAIN, ConsoleMode.PTY);
        assertThat(rewritten).doesNotContain("<log");
        DomainXml domain = DomainXml.parse(rewritten);
        assertThat(rewriter.endpoints(domain)).isEmpty();
        assertThat(rewriter.uncaptured(domain)).isEmpty();
        assertThat(rewriter.leavesPtysAlone(domain)).isTrue();
        assertThat(rewriter.rewrite(rewritten, ConsoleMode.PTY)).isEqualTo(rewritten);
        assertThat(rewriter.rewrite(rewritten, ConsoleMode.OFF)).isEqualTo(PLAIN);
    }

    @Test
    void aLogOfConteesIsTakenAwayAndOneOfTheOwnersStays() {
        String logged = SampleXml.rewrite(PLAIN, ConsoleMode.PTY);
        assertThat(logged).contains("<log");
        assertThat(rewriter.rewrite(logged, ConsoleMode.PTY)).doesNotContain("<log");
        assertThat(rewriter.rewrite(OWN, ConsoleMode.PTY)).contains("<log file='/var/log/own.log' append='on'/>");
        assertThat(rewriter.endpoints(DomainXml.parse(rewriter.rewrite(OWN, ConsoleMode.PTY))))
                .isEmpty();
    }

    @Test
    void modeUnixIsTheSame() {
        assertThat(rewriter.rewrite(PLAIN, ConsoleMode.UNIX)).isEqualTo(SampleXml.rewrite(PLAIN, ConsoleMode.UNIX));
    }
}
