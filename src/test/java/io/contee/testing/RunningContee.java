package io.contee.testing;

import io.contee.config.ConteeConfig;
import io.contee.config.DaemonConfig;
import io.contee.config.DomainPolicy;
import io.contee.config.EndedGuests;
import io.contee.domainxml.Rewriter;
import io.contee.http.ControlServer;
import io.contee.manager.Contee;
import io.contee.model.ByteSize;
import io.contee.model.ClientGroups;
import io.contee.model.ClientPolicy;
import io.contee.model.ConsoleMode;
import io.contee.model.Durability;
import io.contee.model.GuestPolicy;
import io.contee.model.LogPolicy;
import io.contee.model.LogSettings;
import io.contee.model.LossPolicy;
import io.contee.model.Overflow;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** A contee with its control socket, in a directory of its own and without any libvirt. */
public final class RunningContee implements AutoCloseable {

    private static final LogPolicy POLICY = new LogPolicy(ByteSize.parse("1Mi"), 1);

    private final ShortTempDir temp = new ShortTempDir();
    private final ConteeConfig config = new ConteeConfig(
            TestSettings.directories(temp.path()),
            "qemu+unix:///system?socket=" + temp.resolve("no-libvirt"),
            new GuestPolicy(Optional.of(System.getProperty("user.name")), temp.resolve("q"), Optional.empty()),
            DomainPolicy.DEFAULT,
            LogSettings.DEFAULT.withPolicy(POLICY),
            new LossPolicy(Overflow.BLOCK, Durability.DEFAULT),
            EndedGuests.DEFAULT,
            ClientPolicy.DEFAULT,
            ClientGroups.NONE,
            new DaemonConfig(false, Optional.empty()),
            TestSettings.collect(temp.path()));
    private final Contee contee = open();
    private final ControlServer server;

    public RunningContee() {
        server = ControlServer.start(contee);
    }

    /** One whose control socket ends connections that are silent for so long. */
    public RunningContee(Duration idleLimit) {
        server = ControlServer.start(contee, idleLimit);
    }

    /** The guests of {@link #xml} are this process. */
    private Contee open() {
        TestSettings.recordGuest(config.guests().pidDir(), "web");
        return Contee.open(config);
    }

    public ConteeConfig config() {
        return config;
    }

    public Path directory() {
        return temp.path();
    }

    public Contee contee() {
        return contee;
    }

    /** The XML of a domain called {@code web}, as libvirt passes it to the hook. */
    public String xml() {
        return new Rewriter(
                        config.directories().run().consoles(),
                        config.directories().logs().spools())
                .rewrite(Domains.ORDINARY, ConsoleMode.UNIX)
                .replaceFirst("<domain type='qemu'", "<domain type='qemu' id='1'");
    }

    /** Serves the domain's console and connects a guest to it. */
    public SocketPeer startGuest() {
        contee.hook("prepare", xml());
        SocketPeer guest =
                SocketPeer.connect(contee.consoles().get(0).clientSocket().resolveSibling("serial0.guest"));
        Await.until("the guest is connected", () -> contee.consoles().get(0).connected());
        return guest;
    }

    @Override
    public void close() {
        server.close();
        contee.close();
        temp.close();
    }
}
