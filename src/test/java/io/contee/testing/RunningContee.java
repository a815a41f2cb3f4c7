package io.contee.testing;

import io.contee.config.AdoptPolicy;
import io.contee.config.ConteeConfig;
import io.contee.config.EndedGuests;
import io.contee.config.ManagePolicy;
import io.contee.domainxml.Rewriter;
import io.contee.http.ControlServer;
import io.contee.manager.Contee;
import io.contee.model.ByteSize;
import io.contee.model.ClientGroups;
import io.contee.model.ClientPolicy;
import io.contee.model.ConsoleMode;
import io.contee.model.Durability;
import io.contee.model.LogFileMode;
import io.contee.model.LogKind;
import io.contee.model.LogPolicy;
import io.contee.model.Overflow;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;

/** A contee with its control socket, in a directory of its own and without any libvirt. */
public final class RunningContee implements AutoCloseable {

    private static final LogPolicy POLICY = new LogPolicy(ByteSize.parse("1Mi"), 1);

    private final ShortTempDir temp = new ShortTempDir();
    private final ConteeConfig config = new ConteeConfig(
            temp.resolve("r"),
            temp.resolve("l"),
            temp.resolve("p"),
            temp.resolve("p"),
            EndedGuests.DEFAULT,
            "qemu+unix:///system?socket=" + temp.resolve("no-libvirt"),
            ConsoleMode.UNIX,
            POLICY,
            POLICY,
            EnumSet.of(LogKind.RAW, LogKind.POD),
            Duration.ofMillis(500),
            Optional.empty(),
            LogFileMode.DEFAULT,
            Overflow.BLOCK,
            Durability.DEFAULT,
            false,
            Optional.of(System.getProperty("user.name")),
            temp.resolve("q"),
            ClientGroups.NONE,
            ManagePolicy.DEFAULT,
            AdoptPolicy.ASK,
            true,
            Optional.empty(),
            ClientPolicy.DEFAULT,
            Optional.empty(),
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
        TestSettings.recordGuest(config.guestPidDir(), "web");
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
        return new Rewriter(config.consolesDir(), config.ptyLogDir())
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
