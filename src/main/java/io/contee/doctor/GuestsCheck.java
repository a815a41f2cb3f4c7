package io.contee.doctor;

import io.contee.domainxml.Rewriter;
import io.contee.libvirt.LibvirtInventory;
import io.contee.libvirt.LibvirtInventory.HostDomain;
import io.contee.model.OneLine;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the guests' consoles that are not captured, and says why.
 *
 * @param libvirt the domains
 * @param daemon the consoles that contee serves
 * @param rewriter knows which chardevs are contee's
 */
record GuestsCheck(LibvirtAnswer libvirt, DaemonAnswer daemon, Rewriter rewriter) implements Check {

    @Override
    public String name() {
        return "guests";
    }

    @Override
    public List<Finding> examine() {
        if (libvirt.inventory().isEmpty()) {
            return List.of(unknown("libvirt does not list the guests", "see the check 'libvirt'"));
        }
        LibvirtInventory inventory = libvirt.inventory().get();
        List<Finding> findings = new ArrayList<>();
        int captured = 0;
        for (HostDomain domain : inventory.domains()) {
            GuestCapture consoles = GuestCapture.of(domain, daemon, rewriter);
            captured += consoles.captured();
            for (GuestCapture.Missed missed : consoles.missed()) {
                findings.add(finding(domain, missed));
            }
        }
        long running = inventory.domains().stream()
                .filter(domain -> domain.live().isPresent())
                .count();
        findings.add(
                0,
                ok(inventory.domains().size() + " defined or running, " + running + " running, " + captured
                        + " of their consoles captured"));
        return findings;
    }

    private Finding finding(HostDomain domain, GuestCapture.Missed missed) {
        String name = ShellWord.of(domain.name());
        String summary = "guest " + OneLine.of(domain.name()) + ": " + missed.what();
        return switch (missed.reason()) {
            case UNREADABLE ->
                warning(summary, "contee leaves alone what it cannot read", "correct it: virsh edit " + name);
            case NO_CONSOLE ->
                warning(summary, "there is nothing to capture", "add a <serial type='pty'/>: virsh edit " + name);
            case NOT_DEFINED_FOR_CONTEE ->
                warning(summary, "what it prints will not be captured when it starts", "contee mode " + name + " unix");
            case FOREIGN_TYPE ->
                warning(
                        summary,
                        "contee captures consoles of type pty and unix; this one is someone else's",
                        "to capture it, make it <serial type='pty'/>, then: contee mode " + name + " unix");
            case FOREIGN_RUNNING -> warning(summary, "what it prints is not captured", adopt(name, missed.next()));
            case MISDIRECTED ->
                problem(
                        summary,
                        "contee does not serve it, for it would be mixed up with another, as after a clone",
                        "contee mode " + name + " unix, and restart it");
            case NOT_SERVED ->
                problem(
                        summary,
                        "what it prints is lost",
                        "see contee's own log for the cause; restarting contee harms no guest");
            case NOT_CONNECTED ->
                problem(
                        summary,
                        "what it prints is lost; QEMU tries to connect every second",
                        "see the check 'socket directories' and QEMU's log, /var/log/libvirt/qemu/" + name
                                + ".log with the system's libvirt");
            case NOT_KNOWN -> unknown(summary, "see the check 'contee'");
        };
    }

    private static String adopt(String name, GuestCapture.Next next) {
        return "contee adopt " + name
                + switch (next) {
                    case CAPTURED -> ", or restart it: its definition is contee's already";
                    case NOT_CAPTURED -> "; or contee mode " + name + " unix, and restart it";
                    case GONE -> "; its definition does not have this console";
                };
    }
}
