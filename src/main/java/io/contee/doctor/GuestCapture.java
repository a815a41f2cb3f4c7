package io.contee.doctor;

import io.contee.domainxml.Chardev;
import io.contee.domainxml.ConsoleEndpoint;
import io.contee.domainxml.ConsoleMetadata;
import io.contee.domainxml.DomainXml;
import io.contee.domainxml.MisdirectedConsole;
import io.contee.domainxml.Rewriter;
import io.contee.http.ConsoleView;
import io.contee.libvirt.LibvirtInventory.HostDomain;
import io.contee.model.ConsoleMode;
import io.contee.model.ConteeException;
import io.contee.model.OneLine;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The consoles of one guest: how many are captured, and why the others are not.
 *
 * @param captured how many of a running guest are
 * @param missed those that are not, or will not be
 */
record GuestCapture(int captured, List<Missed> missed) {

    /** A reason why a console is not captured. */
    enum Reason {
        UNREADABLE,
        NO_CONSOLE,
        NOT_DEFINED_FOR_CONTEE,
        FOREIGN_TYPE,
        FOREIGN_RUNNING,
        MISDIRECTED,
        NOT_SERVED,
        NOT_CONNECTED,
        NOT_KNOWN
    }

    /**
     * A console that is not captured.
     *
     * @param reason why
     * @param what what was found, in one line
     * @param next the state of the console after the guest's next start
     */
    record Missed(Reason reason, String what, Next next) {
        Missed(Reason reason, String what) {
            this(reason, what, Next.NOT_CAPTURED);
        }
    }

    /** The state of a console after the guest's next start, as its definition says. */
    enum Next {
        CAPTURED,
        NOT_CAPTURED,
        /** The definition has no such console: it was plugged in for this run alone. */
        GONE
    }

    /**
     * The consoles in the definition of a guest.
     *
     * @param present whether there is one
     * @param captured the aliases of those that are contee's
     * @param all the aliases of all of them
     * @param leftAlone whether contee leaves the guest alone at its owner's request
     */
    private record Definition(boolean present, Set<String> captured, Set<String> all, boolean leftAlone) {

        static Definition of(Optional<DomainXml> definition, Rewriter rewriter) {
            return new Definition(
                    definition.isPresent(),
                    definition.stream()
                            .flatMap(domain -> rewriter.endpoints(domain).stream())
                            .map(ConsoleEndpoint::alias)
                            .collect(Collectors.toSet()),
                    definition.map(DomainXml::consoleAliases).map(Set::copyOf).orElse(Set.of()),
                    definition
                            .filter(domain -> isOff(domain) || rewriter.leavesPtysAlone(domain))
                            .isPresent());
        }

        Next next(String alias) {
            if (captured.contains(alias)) {
                return Next.CAPTURED;
            }
            return present && !all.contains(alias) ? Next.GONE : Next.NOT_CAPTURED;
        }
    }

    static GuestCapture of(HostDomain domain, DaemonAnswer daemon, Rewriter rewriter) {
        try {
            Optional<DomainXml> definition = domain.definition().map(DomainXml::parse);
            Definition defined = Definition.of(definition, rewriter);
            if (domain.live().isPresent()) {
                return running(DomainXml.parse(domain.live().get()), defined, daemon, rewriter);
            }
            List<Missed> missed = defined.leftAlone()
                    ? List.of()
                    : definition.stream()
                            .flatMap(xml -> undefined(xml, defined, rewriter).stream())
                            .toList();
            return new GuestCapture(0, missed);
        } catch (ConteeException e) {
            return new GuestCapture(
                    0, List.of(new Missed(Reason.UNREADABLE, "its XML cannot be used: " + OneLine.of(e.getMessage()))));
        }
    }

    private static boolean isOff(DomainXml domain) {
        return domain.metadata().flatMap(ConsoleMetadata::mode).equals(Optional.of(ConsoleMode.OFF));
    }

    /** Returns why consoles of a definition are not captured. */
    private static Optional<Missed> undefined(DomainXml domain, Definition defined, Rewriter rewriter) {
        if (!defined.captured().isEmpty()) {
            List<String> uncaptured = rewriter.uncaptured(domain);
            return uncaptured.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Missed(
                            Reason.NOT_DEFINED_FOR_CONTEE,
                            "its definition has consoles that are not contee's: " + String.join(", ", uncaptured)));
        }
        List<String> types = domain.chardevs().stream()
                .map(Chardev::type)
                .distinct()
                .map(OneLine::of)
                .toList();
        if (types.isEmpty()) {
            return Optional.of(new Missed(Reason.NO_CONSOLE, "it has neither serial nor console"));
        }
        if (types.contains("pty") || types.contains("unix")) {
            return Optional.of(
                    new Missed(Reason.NOT_DEFINED_FOR_CONTEE, "its definition was not rewritten for contee"));
        }
        return Optional.of(new Missed(Reason.FOREIGN_TYPE, "its console is of type " + String.join(", ", types)));
    }

    private static GuestCapture running(DomainXml domain, Definition defined, DaemonAnswer daemon, Rewriter rewriter) {
        if (isOff(domain) || rewriter.leavesPtysAlone(domain)) {
            return new GuestCapture(0, List.of());
        }
        Map<String, ConsoleView> served = served(domain, daemon);
        int captured = 0;
        Set<String> known = new HashSet<>();
        List<Missed> missed = new ArrayList<>();
        for (ConsoleView console : served.values()) {
            known.add(console.console());
            if (console.connected() || console.mode().equals("pty")) {
                captured++;
            } else {
                missed.add(new Missed(
                        Reason.NOT_CONNECTED,
                        "console " + OneLine.of(console.console()) + " is served, and QEMU is not connected to it"));
            }
        }
        for (MisdirectedConsole console : rewriter.misdirected(domain)) {
            if (known.add(console.alias())) {
                missed.add(new Missed(Reason.MISDIRECTED, console.describe()));
            }
        }
        for (ConsoleEndpoint endpoint : rewriter.endpoints(domain)) {
            if (known.add(endpoint.alias())) {
                missed.add(unserved(endpoint, daemon));
            }
        }
        for (Chardev chardev : domain.chardevs()) {
            // A console that mirrors a serial has the serial's alias.
            String alias = chardev.alias().orElse(chardev.kind() + " " + chardev.index());
            if (known.add(alias)) {
                missed.add(foreign(alias, chardev, defined));
            }
        }
        if (known.isEmpty()) {
            missed.add(new Missed(Reason.NO_CONSOLE, "it has neither serial nor console"));
        }
        return new GuestCapture(captured, missed);
    }

    private static Map<String, ConsoleView> served(DomainXml domain, DaemonAnswer daemon) {
        String uuid = domain.uuid().map(Object::toString).orElse("");
        Map<String, ConsoleView> served = new HashMap<>();
        daemon.consoles().stream()
                .filter(console -> console.uuid().equals(uuid))
                .forEach(console -> served.put(console.console(), console));
        return served;
    }

    private static Missed unserved(ConsoleEndpoint endpoint, DaemonAnswer daemon) {
        String console = "console " + OneLine.of(endpoint.alias());
        return daemon.status().isPresent()
                ? new Missed(Reason.NOT_SERVED, console + " is contee's, and contee does not serve it")
                : new Missed(
                        Reason.NOT_KNOWN, console + " is contee's, and contee does not answer whether it is captured");
    }

    private static Missed foreign(String alias, Chardev chardev, Definition defined) {
        String what = "console " + OneLine.of(alias) + " is not contee's: it is of type " + OneLine.of(chardev.type());
        boolean capturable = chardev.type().equals("pty") || chardev.type().equals("unix");
        return new Missed(capturable ? Reason.FOREIGN_RUNNING : Reason.FOREIGN_TYPE, what, defined.next(alias));
    }
}
