package io.contee.domainxml;

import static io.contee.domainxml.SampleXml.LOGS;
import static io.contee.domainxml.SampleXml.SOCKETS;
import static io.contee.domainxml.SampleXml.rewrite;
import static io.contee.domainxml.SampleXml.rewriter;
import static io.contee.model.ConsoleMode.OFF;
import static io.contee.model.ConsoleMode.PTY;
import static io.contee.model.ConsoleMode.UNIX;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.contee.model.ConteeException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EndpointsTest {

    private static List<ConsoleEndpoint> endpoints(String xml) {
        return rewriter().endpoints(DomainXml.parse(xml));
    }

    private static List<MisdirectedConsole> misdirected(String xml) {
        return rewriter().misdirected(DomainXml.parse(xml));
    }

    private static ConsoleEndpoint socket(String alias) {
        return new ConsoleEndpoint(alias, UNIX, Path.of(SOCKETS + alias + ".guest"));
    }

    @Test
    void aLiveDomainsConsoleIsListedOnce() {
        assertThat(endpoints(SampleXml.resource("live-unix.xml"))).containsExactly(socket("serial0"));
        assertThat(misdirected(SampleXml.resource("live-unix.xml"))).isEmpty();
    }

    @Test
    void theXmlAtPrepareHasNoAliasesYet() {
        String xml = SampleXml.resource("live-unix.xml").replaceAll("\\s*<alias name='serial0'/>", "");

        assertThat(endpoints(xml)).containsExactly(socket("serial0"));
    }

    @Test
    void aDeviceHotPluggedHasTheAliasThatLibvirtStates() {
        String xml = SampleXml.resource("live-unix.xml").replace("serial0", "serial4");

        assertThat(endpoints(xml)).containsExactly(socket("serial4"));
    }

    @Test
    void everyConsoleRewrittenIsListed() {
        assertThat(endpoints(rewrite(SampleXml.resource("ordinary.xml"), UNIX)))
                .containsExactly(socket("serial0"), socket("ua-debug"), socket("console1"));
    }

    @Test
    void inModePtyTheLogIsListedTheOwnersToo() {
        assertThat(endpoints(rewrite(SampleXml.resource("ordinary.xml"), PTY)))
                .containsExactly(
                        new ConsoleEndpoint("serial0", PTY, Path.of(LOGS + "serial0.log")),
                        new ConsoleEndpoint(
                                "ua-debug", PTY, Path.of("/var/log/own/serial1.log"), true, Optional.empty()),
                        new ConsoleEndpoint("console1", PTY, Path.of(LOGS + "console1.log")));
    }

    @Test
    void aDomainThatIsNotConteesHasNone() {
        assertThat(endpoints(SampleXml.resource("ordinary.xml"))).isEmpty();
        assertThat(endpoints(rewrite(SampleXml.resource("ordinary.xml"), OFF))).isEmpty();
        assertThat(misdirected(SampleXml.resource("ordinary.xml"))).isEmpty();
    }

    @Test
    void anotherDomainsSocketIsMisdirectedAndNotServed() {
        String xml = SampleXml.resource("live-unix.xml").replace("<uuid>6f1b", "<uuid>7f1b");

        assertThat(endpoints(xml)).isEmpty();
        assertThat(misdirected(xml))
                .containsExactly(new MisdirectedConsole(
                        "serial0",
                        SOCKETS + "serial0.guest",
                        "/run/contee/consoles/7f1b2c3d-0000-4000-8000-00000000000a/serial0.guest"));
        assertThat(misdirected(xml).get(0).describe()).contains("console serial0", "rewrite the domain's definition");
    }

    @Test
    void anotherConsolesSocketIsMisdirectedAndNotServed() {
        String xml = SampleXml.resource("live-unix.xml").replace("/serial0.guest", "/../x/serial0.guest");

        assertThat(endpoints(xml)).isEmpty();
        assertThat(misdirected(xml)).extracting(MisdirectedConsole::alias).containsExactly("serial0");
    }

    @Test
    void anAliasThatCouldLeaveItsDirectoryIsRefused() {
        String xml = rewrite(SampleXml.with("<serial type='pty'><log file='/l'/><alias name='../x'/></serial>"), PTY)
                .replace("<domain ", "<domain id='1' ");

        assertThatThrownBy(() -> endpoints(xml))
                .isInstanceOf(ConteeException.class)
                .hasMessageContaining("console alias '../x'");
    }

    @Test
    void anotherDomainsLogIsMisdirected() {
        String xml = rewrite(SampleXml.with("<serial type='pty'/>"), PTY).replace("<uuid>6f1b", "<uuid>7f1b");

        assertThat(endpoints(xml)).isEmpty();
        assertThat(misdirected(xml)).extracting(MisdirectedConsole::path).containsExactly(LOGS + "serial0.log");
    }
}
