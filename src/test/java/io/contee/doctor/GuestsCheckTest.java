package io.contee.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.contee.domainxml.Rewriter;
import io.contee.http.ConsoleView;
import io.contee.http.StatusView;
import io.contee.libvirt.LibvirtInventory;
import io.contee.libvirt.LibvirtInventory.HostDomain;
import io.contee.libvirt.LibvirtVersion;
import io.contee.model.ConsoleMode;
import io.contee.testing.Domains;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GuestsCheckTest {

    private static final String UUID = "0b2ff1d6-1f4b-4f3c-9a3e-7d1f5a8e0c11";
    private static final Rewriter REWRITER = new Rewriter(Path.of("/run/contee/consoles"), Path.of("/l"));

    private static final String PLAIN = Domains.ORDINARY;
    private static final String UNIX = REWRITER.rewrite(PLAIN, ConsoleMode.UNIX);
    private static final String PTY = REWRITER.rewrite(PLAIN, ConsoleMode.PTY);

    private static String live(String xml) {
        return xml.replaceFirst("<domain", "<domain id='1'")
                .replaceAll("(?s)(<target [^>]*port='0'/>)", "$1<alias name='serial0'/>");
    }

    private static HostDomain running(String live, String definition) {
        return new HostDomain("web", Optional.of(live(live)), Optional.of(definition));
    }

    private static HostDomain defined(String definition) {
        return new HostDomain("web", Optional.empty(), Optional.of(definition));
    }

    private static DaemonAnswer serving(ConsoleView... consoles) {
        return new DaemonAnswer(
                Path.of("/c"), Optional.of(new StatusView("1", 1, true, Optional.empty())), List.of(consoles), "");
    }

    private static ConsoleView console(boolean connected) {
        return new ConsoleView(
                "web",
                UUID,
                "serial0",
                "unix",
                false,
                connected,
                0,
                0,
                0,
                0,
                "",
                Optional.empty(),
                Optional.empty(),
                "",
                "",
                "",
                Optional.empty());
    }

    private static List<Finding> examine(DaemonAnswer daemon, HostDomain... domains) {
        LibvirtInventory inventory =
                new LibvirtInventory(new LibvirtVersion(9, 0, 0), Optional.empty(), List.of(domains));
        return new GuestsCheck(new LibvirtAnswer("qemu:///system", Optional.of(inventory), ""), daemon, REWRITER)
                .examine();
    }

    /** The finding about the one console that is not captured. */
    private static void assertMissed(List<Finding> findings, Level level, String... words) {
        assertThat(findings).hasSize(2);
        Findings.assertFound(findings.get(0), Level.OK, " 0 of their consoles captured");
        Findings.assertFound(findings.get(1), level, words);
    }

    @Test
    void capturedConsolesAreCountedAndNotNamed() {
        List<Finding> findings = examine(serving(console(true)), running(UNIX, UNIX));
        assertThat(findings).hasSize(1);
        Findings.assertFound(
                findings.get(0), Level.OK, "1 defined or running, 1 running, 1 of their consoles captured");
    }

    @Test
    void anAdoptedGuestIsCapturedThoughItsXmlStillSaysPty() {
        assertThat(examine(serving(console(true)), running(PLAIN, PLAIN))).hasSize(1);
    }

    @Test
    void aRewrittenDefinitionAndOneThatIsOffAreFine() {
        assertThat(examine(serving(), defined(UNIX))).hasSize(1);
        assertThat(examine(serving(), defined(PTY))).hasSize(1);
        String off = PLAIN.replace(
                "<memory>",
                "<metadata><contee:console xmlns:contee='urn:contee:console:1' mode='off'/></metadata><memory>");
        assertThat(examine(serving(), defined(off), running(off, off))).hasSize(1);
    }

    @Test
    void aDefinitionThatWasNotRewrittenIsFound() {
        assertMissed(
                examine(serving(), defined(PLAIN)),
                Level.WARNING,
                "guest web: its definition was not rewritten",
                "contee mode web unix");
    }

    @Test
    void aGuestThatRunsOnAPtyIsFound() {
        assertMissed(
                examine(serving(), running(PLAIN, PLAIN)),
                Level.WARNING,
                "guest web: console serial0 is not contee's: it is of type pty",
                "contee adopt web; or contee mode web unix, and restart it");
        assertMissed(
                examine(serving(), running(PLAIN, UNIX)),
                Level.WARNING,
                "contee adopt web, or restart it: its definition is contee's already");
    }

    /** With a second serial, which was plugged in. */
    private static String plugged(String xml) {
        return xml.replace("<console", "<serial type='pty'><target port='1'/><alias name='serial1'/></serial><console");
    }

    @Test
    void theAdviceForAConsoleThatWasPluggedInSaysWhatTheDefinitionMakesOfIt() {
        assertPlugged(
                examine(serving(console(true)), running(plugged(UNIX), UNIX)),
                "contee adopt web; its definition does" + " not have this console");
        assertPlugged(
                examine(serving(console(true)), running(plugged(UNIX), plugged(UNIX))),
                "contee adopt web; or contee mode web unix, and restart it");
        String rewritten = REWRITER.rewrite(plugged(PLAIN), ConsoleMode.UNIX);
        assertPlugged(
                examine(serving(console(true)), running(plugged(UNIX), rewritten)),
                "contee adopt web, or restart it: its definition is contee's already");
    }

    private static void assertPlugged(List<Finding> findings, String advice) {
        assertThat(findings).hasSize(2);
        Findings.assertFound(findings.get(0), Level.OK, " 1 of their consoles captured");
        Findings.assertFound(
                findings.get(1),
                Level.WARNING,
                "guest web: console serial1 is not contee's: it is of type pty",
                advice);
    }

    @Test
    void aDefinitionThatIsConteesOnlyInPartIsFound() {
        assertMissed(
                examine(serving(), defined(plugged(UNIX))),
                Level.WARNING,
                "guest web: its definition has consoles that are not contee's: serial1",
                "contee mode web unix");
    }

    @Test
    void aGuestInPtyModeIsServedOrElseFound() {
        assertMissed(
                examine(serving(), running(PTY, PTY)),
                Level.PROBLEM,
                "console serial0 is contee's, and contee does not serve it");
    }

    @Test
    void aConsoleThatConteeDoesNotServeIsFound() {
        assertMissed(
                examine(serving(), running(UNIX, UNIX)),
                Level.PROBLEM,
                "console serial0 is contee's, and contee does not serve it");
    }

    @Test
    void aConsoleThatQemuIsNotConnectedToIsFound() {
        assertMissed(
                examine(serving(console(false)), running(UNIX, UNIX)),
                Level.PROBLEM,
                "console serial0 is served, and QEMU is not connected",
                "/var/log/libvirt/qemu/web.log");
    }

    @Test
    void theSocketOfAnotherDomainIsFound() {
        String clone = UNIX.replace("/" + UUID + "/", "/11111111-2222-3333-4444-555555555555/");
        assertMissed(
                examine(serving(), running(clone, UNIX)),
                Level.PROBLEM,
                "console serial0 has the path '/run/contee/consoles/11111111",
                "contee mode web unix, and restart it");
    }

    @Test
    void whatCannotBeToldWithoutConteeIsSaidToBeUnknown() {
        DaemonAnswer down = new DaemonAnswer(Path.of("/c"), Optional.empty(), List.of(), "down");
        assertMissed(
                examine(down, running(UNIX, UNIX)), Level.UNKNOWN, "contee does not answer whether it is captured");
    }

    @Test
    void consolesOfOtherTypesAndGuestsWithoutAnyAreFound() {
        String tcp = PLAIN.replace("type='pty'", "type='tcp'");
        assertMissed(examine(serving(), running(tcp, tcp)), Level.WARNING, "it is of type tcp", "someone else's");
        assertMissed(examine(serving(), defined(tcp)), Level.WARNING, "its console is of type tcp");
        String none = PLAIN.replaceAll("(?s)<serial.*</console>", "");
        assertMissed(examine(serving(), running(none, none)), Level.WARNING, "neither serial nor console");
        assertMissed(examine(serving(), defined(none)), Level.WARNING, "neither serial nor console");
    }

    @Test
    void whatCannotBeReadIsFoundAndNamesInCommandsAreQuoted() {
        HostDomain hostile = new HostDomain("a b\n;x", Optional.empty(), Optional.of("<domain>\n"));
        assertMissed(
                examine(serving(), hostile),
                Level.WARNING,
                "guest a b?;x: its XML cannot be used: ",
                "virsh edit 'a b?;x'");
    }

    @Test
    void withoutLibvirtNothingIsKnown() {
        Findings.single(
                new GuestsCheck(new LibvirtAnswer("u", Optional.empty(), "away"), serving(), REWRITER),
                Level.UNKNOWN,
                "libvirt does not list");
    }

    @Test
    void consolesInPtyModeAreNoticedForVirtlogdsSake() {
        assertThat(PtyModeUse.any(answer(defined(UNIX)), REWRITER)).isFalse();
        assertThat(PtyModeUse.any(answer(defined("<nonsense"), defined(PTY)), REWRITER))
                .isTrue();
    }

    private static LibvirtAnswer answer(HostDomain... domains) {
        return new LibvirtAnswer(
                "u",
                Optional.of(new LibvirtInventory(new LibvirtVersion(9, 0, 0), Optional.empty(), List.of(domains))),
                "");
    }
}
