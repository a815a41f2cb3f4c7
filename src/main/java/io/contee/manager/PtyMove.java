package io.contee.manager;

import io.contee.broker.Broker;
import io.contee.broker.ConsoleSpec;
import io.contee.broker.DomainStart;
import io.contee.broker.PtyDrain;
import io.contee.domainxml.PtyConsole;
import io.contee.libvirt.GuestChardevs;
import io.contee.model.ConteeException;
import io.contee.model.DomainId;
import io.contee.net.Processes;
import io.contee.net.PtyMaster;
import io.contee.net.PtySlave;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves one console of a running guest between its pty and contee's socket, without losing, doubling or reordering a
 * byte. One thread at a time for each console.
 *
 * <p>When QEMU closes a pty, the kernel drops what was not read from it. So contee holds a copy of QEMU's descriptor
 * until it has read all. Without the right to copy it, what the guest prints within some microseconds may be lost.
 *
 * <p>Where another program had the pty open before, QEMU notices within a second that contee has opened it. Until then it
 * drops what a full pty refuses, and nothing shows that it did.
 */
final class PtyMove {

    private static final Logger LOG = LoggerFactory.getLogger(PtyMove.class);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(10);

    private final GuestChardevs chardevs;
    private final Broker broker;
    private final Duration limit;

    /** @param limit the longest time for a guest's QEMU to connect, and for reading the pty to its end */
    PtyMove(GuestChardevs chardevs, Broker broker, Duration limit) {
        this.chardevs = chardevs;
        this.broker = broker;
        this.limit = limit;
    }

    /** Returns the file or descriptors that QEMU logs a console to, if that is the log that libvirt set up for it. */
    Optional<String> logfile(Optional<QemuProcess> process, PtyConsole console) {
        return process.filter(qemu -> console.log().isPresent())
                .flatMap(qemu -> qemu.logfile(console.alias()))
                .filter(file -> file.startsWith("/dev/fdset/") || console.log().equals(Optional.of(file)));
    }

    /** @throws ConteeException if somebody has the pty open, {@code virsh console} say */
    void refuseIfUsed(PtyConsole console) {
        List<String> users;
        try {
            users = Processes.having(Path.of(console.pty()));
        } catch (IOException e) {
            throw new ConteeException("cannot examine " + console.pty() + ": " + ConteeException.reason(e), e);
        }
        if (!users.isEmpty()) {
            throw new ConteeException(
                    ConteeException.Kind.CONFLICT,
                    String.join(", ", users) + " has " + console.pty()
                            + " open, as for 'virsh console' (which libvirtd does): end that first, or adopt the console by"
                            + " force");
        }
    }

    /**
     * Moves a console to contee.
     *
     * @return a remark to add to the report; empty if there is none
     * @throws ConteeException with the reason; the guest then has its pty, or a new one, or libvirt does not answer
     */
    String toContee(
            DomainId domain,
            DomainStart start,
            ConsoleSpec spec,
            Optional<QemuProcess> process,
            Optional<String> logfile) {
        String pty = spec.adoptedFrom().orElseThrow();
        String note = "";
        Optional<PtyMaster> copy = Optional.empty();
        try {
            copy = process.map(qemu -> qemu.copyMaster(pty));
        } catch (ConteeException e) {
            note = ", perhaps without what the guest printed in that instant: " + e.getMessage();
        }
        try {
            PtyDrain drain = drain(domain, start, spec, pty);
            chardevs.toSocket(domain.name(), spec.id().alias(), spec.guestSocket(), logfile);
            await(drain);
        } catch (ConteeException e) {
            broker.close(spec.id());
            throw e;
        } finally {
            copy.ifPresent(PtyMaster::close);
        }
        if (!awaitConnected(spec)) {
            broker.freePty(spec.id());
            String now =
                    chardevs.toPty(domain.name(), spec.id().alias(), logfile).orElse("a pty");
            broker.close(spec.id());
            throw new ConteeException("its QEMU did not connect to " + spec.guestSocket() + " within "
                    + limit.toMillis() + " ms; it is back at " + now);
        }
        broker.reservePty(spec);
        return note;
    }

    private PtyDrain drain(DomainId domain, DomainStart start, ConsoleSpec spec, String pty) {
        PtySlave slave;
        try {
            slave = PtySlave.open(Path.of(pty));
        } catch (IOException e) {
            throw new ConteeException("cannot " + ConteeException.reason(e), e);
        }
        try {
            return broker.adopt(domain, start, spec, slave);
        } catch (ConteeException e) {
            slave.close();
            throw e;
        }
    }

    private void await(PtyDrain drain) {
        try {
            drain.finish().get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.warn("a pty is still being read: the logs' disk hangs");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new ConteeException("cannot read a pty: " + ConteeException.reason(e), e);
        }
    }

    private boolean awaitConnected(ConsoleSpec spec) {
        long end = System.nanoTime() + limit.toNanos();
        while (!broker.isConnected(spec.id())) {
            if (System.nanoTime() - end > 0) {
                return false;
            }
            try {
                TimeUnit.NANOSECONDS.sleep(LOOK_AGAIN.toNanos());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return chardevs.backend(spec.id().domain().name(), spec.id().alias()).isConnected();
    }

    /** Connects a console again that contee listens for, and whose QEMU has lost its connection. */
    void reconnect(ConsoleSpec spec, Optional<String> logfile) {
        String domain = spec.id().domain().name();
        chardevs.toSocket(domain, spec.id().alias(), spec.guestSocket(), logfile);
        if (!awaitConnected(spec)) {
            throw new ConteeException("its QEMU did not connect to " + spec.guestSocket());
        }
    }

    /**
     * Moves a console to a pty, the one that it had if possible.
     *
     * @return the pty
     * @throws ConteeException with the reason; it then has its socket, or libvirt does not answer
     */
    String toPty(ConsoleSpec spec, PtyConsole console, Optional<String> logfile) {
        broker.freePty(spec.id());
        try {
            return toPty(spec, console.pty(), logfile);
        } catch (ConteeException e) {
            broker.reservePty(spec);
            if (!chardevs.backend(spec.id().domain().name(), spec.id().alias()).isConnected()) {
                reconnect(spec, logfile);
            }
            throw e;
        }
    }

    private String toPty(ConsoleSpec spec, String wanted, Optional<String> logfile) {
        PtyMaster.Claim lower = PtyMaster.fillBelow(wanted);
        try {
            return chardevs.toPty(spec.id().domain().name(), spec.id().alias(), logfile)
                    .orElse("a pty");
        } finally {
            lower.close();
        }
    }
}
