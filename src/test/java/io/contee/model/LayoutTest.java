package io.contee.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.contee.model.Layout.DataDir;
import io.contee.model.Layout.GuestDir;
import io.contee.model.Layout.LogDir;
import io.contee.model.Layout.RunDir;
import io.contee.model.Layout.SocketDir;
import io.contee.model.Layout.SpoolDir;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class LayoutTest {

    private static final UUID DOMAIN = UUID.fromString("6b1c6a52-7d0a-4c1f-9c3e-0d0c6f0e0a01");

    /** Other versions of contee, its hook and the manual rely on these. */
    @Test
    void namesStayAsTheyAre() {
        RunDir run = new RunDir(Path.of("/run/contee"));
        SocketDir sockets = SocketDir.of(run.consoles(), DOMAIN);
        LogDir logs = new LogDir(Path.of("/var/log/contee"));
        GuestDir guest = logs.guest("web");
        DataDir data = new DataDir(Path.of("/var/lib/contee"));
        assertThat(List.of(
                                run.controlSocket(),
                                run.handoverSocket(),
                                run.keeperSocket(),
                                run.lock(),
                                sockets.guestSocket("serial0"),
                                sockets.clientSocket("serial0"),
                                sockets.page("serial0"),
                                sockets.typed("serial0"),
                                sockets.attempt(),
                                sockets.record(),
                                logs.pods(),
                                guest.rawLog("", "serial0"),
                                guest.rawLog("a/b", "serial0"),
                                guest.entryLog("", "serial0"),
                                guest.events(),
                                guest.index(),
                                logs.guest(DOMAIN).events(),
                                SpoolDir.of(logs.spools(), DOMAIN).position("serial0"),
                                SpoolDir.foreignMark(logs.spools().resolve("u/serial0.log")),
                                DataDir.collected(data.guest("web")),
                                data.begin(),
                                data.lock("logs"),
                                data.memory())
                        .stream()
                        .map(Path::toString)
                        .toList())
                .containsExactly(
                        "/run/contee/control.sock",
                        "/run/contee/handover.sock",
                        "/run/contee/keeper.sock",
                        "/run/contee/contee.lock",
                        "/run/contee/consoles/" + DOMAIN + "/serial0.guest",
                        "/run/contee/consoles/" + DOMAIN + "/serial0.client",
                        "/run/contee/consoles/" + DOMAIN + "/serial0.page",
                        "/run/contee/consoles/" + DOMAIN + "/serial0.typed",
                        "/run/contee/consoles/" + DOMAIN + "/attempt",
                        "/run/contee/consoles/" + DOMAIN + "/run.json",
                        "/var/log/contee/pods",
                        "/var/log/contee/web/serial0.log",
                        "/var/log/contee/web/a/b/serial0.log",
                        "/var/log/contee/web/serial0.iolog",
                        "/var/log/contee/web/events.jsonl",
                        "/var/log/contee/web/consoles.json",
                        "/var/log/contee/.guests/" + DOMAIN + "/events.jsonl",
                        "/var/log/contee/.pty/" + DOMAIN + "/serial0.position",
                        "/var/log/contee/.pty/u/serial0.foreign",
                        "/var/lib/contee/web/.collected.json",
                        "/var/lib/contee/.begin",
                        "/var/lib/contee/.logs.lock",
                        "/var/lib/contee/mem-stats.csv");
    }

    @Test
    void logsAreKnownByTheirNames() {
        assertThat(Layout.alias(Path.of("/l/web/serial0.log"))).isEqualTo("serial0");
        assertThat(Layout.isLog(Path.of("/l/web/serial0.iolog"))).isTrue();
        assertThat(Layout.isLog(Path.of("/l/web/serial0.log.0"))).isFalse();
    }
}
