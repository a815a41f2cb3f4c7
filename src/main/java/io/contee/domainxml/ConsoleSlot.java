package io.contee.domainxml;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A chardev as libvirt will make it in the domain: its alias, and whether it is a device at all.
 *
 * <p>The rules are libvirt's virDomainDefAddConsoleCompat and qemuAssignDeviceAliases. A first console with target
 * serial is not a separate device: it mirrors the first serial, or becomes it where there is none. Before a first
 * console with another target libvirt inserts a stub, which counts, if the first serial is one that a console can
 * mirror.
 *
 * @param text the chardev
 * @param alias the alias that libvirt will assign, or keeps from the user
 * @param role its role in the domain
 */
record ConsoleSlot(ChardevText text, String alias, Role role) {

    enum Role {
        /** A console of the guest. */
        DEVICE,
        /** A mirror of the first serial; libvirt uses the serial's source for it. */
        MIRROR,
        /** Not usable as a console: a debug port, or a chardev that libvirt or QEMU do not accept. */
        NONE
    }

    // libvirt drops other aliases when it defines a domain (virDomainDeviceInfoParseXML).
    private static final Pattern USER_ALIAS = Pattern.compile("ua-[A-Za-z0-9_-]*");

    Chardev chardev() {
        return text.chardev();
    }

    /**
     * Returns the domain's chardevs as libvirt will make them when it defines or starts the domain, in document order.
     */
    static List<ConsoleSlot> whenDefined(DomainXml domain) {
        return slots(domain, false);
    }

    /**
     * Returns the domain's chardevs as the XML describes them: live XML states every alias, also those of hot-plugged
     * devices.
     */
    static List<ConsoleSlot> asStated(DomainXml domain) {
        return slots(domain, domain.id().isPresent());
    }

    /** Returns the consoles of a domain that states its uuid, as its XML describes them, in {@link #consoles order}. */
    static List<ConsoleSlot> devices(DomainXml domain) {
        return domain.uuid().isEmpty() ? List.of() : consoles(domain);
    }

    /**
     * Returns the domain's consoles as its XML describes them: the primary one, which {@code virsh console} opens when
     * none is named, then the others in document order.
     */
    static List<ConsoleSlot> consoles(DomainXml domain) {
        Optional<Chardev> primary = primary(domain.layout().chardevs());
        return asStated(domain).stream()
                .filter(slot -> slot.role() == Role.DEVICE)
                .sorted(Comparator.comparing(
                        slot -> !primary.filter(slot.chardev()::equals).isPresent()))
                .toList();
    }

    /**
     * Returns the chardev behind the first {@code <console>}, as in libvirt's qemuDomainOpenConsole; without one, the
     * first serial.
     */
    private static Optional<Chardev> primary(List<ChardevText> all) {
        Optional<Chardev> serial = first(all, Chardev.Kind.SERIAL);
        Optional<Chardev> console = first(all, Chardev.Kind.CONSOLE);
        boolean serialsMirror = console.isEmpty() || isSerialPort(console.get()) || stubs(serial, console) > 0;
        return serialsMirror ? serial.or(() -> console) : console;
    }

    private static List<ConsoleSlot> slots(DomainXml domain, boolean live) {
        List<ChardevText> all = domain.layout().chardevs();
        Optional<Chardev> serial = first(all, Chardev.Kind.SERIAL);
        Optional<Chardev> console = first(all, Chardev.Kind.CONSOLE);
        int stub = stubs(serial, console);
        List<ConsoleSlot> slots = new ArrayList<>(all.size());
        for (ChardevText text : all) {
            Chardev chardev = text.chardev();
            slots.add(
                    switch (chardev.kind()) {
                        case SERIAL ->
                            new ConsoleSlot(
                                    text,
                                    alias(chardev, "serial" + chardev.index(), live),
                                    isDebugPort(chardev) ? Role.NONE : Role.DEVICE);
                        case CONSOLE -> console(text, serial, stub, live);
                    });
        }
        return List.copyOf(slots);
    }

    /** Returns how many consoles libvirt inserts before the first one that the XML states. */
    private static int stubs(Optional<Chardev> serial, Optional<Chardev> console) {
        boolean stub = serial.filter(ConsoleSlot::canBeMirrored).isPresent()
                && console.filter(first -> !isSerialPort(first)).isPresent();
        return stub ? 1 : 0;
    }

    private static ConsoleSlot console(ChardevText text, Optional<Chardev> serial, int stub, boolean live) {
        Chardev console = text.chardev();
        if (isSerialPort(console) && console.index() == 0) {
            return serial.isPresent()
                    ? new ConsoleSlot(text, alias(serial.get(), "serial0", live), Role.MIRROR)
                    : new ConsoleSlot(text, alias(console, "serial0", live), Role.DEVICE);
        }
        return new ConsoleSlot(
                text,
                alias(console, "console" + (console.index() + stub), live),
                isDevice(console) ? Role.DEVICE : Role.NONE);
    }

    private static Optional<Chardev> first(List<ChardevText> all, Chardev.Kind kind) {
        return all.stream()
                .map(ChardevText::chardev)
                .filter(c -> c.kind() == kind)
                .findFirst();
    }

    private static boolean isSerialPort(Chardev console) {
        return console.targetType().orElse("serial").equals("serial");
    }

    /** Returns whether QEMU has a device for a console that is not a serial port. */
    private static boolean isDevice(Chardev console) {
        return switch (console.targetType().orElse("")) {
            case "virtio", "sclp", "sclplm" -> true;
            default -> false;
        };
    }

    private static boolean isDebugPort(Chardev serial) {
        return serial.targetType().orElse("").equals("isa-debug");
    }

    private static boolean canBeMirrored(Chardev serial) {
        return switch (serial.targetType().orElse("")) {
            case "pci-serial", "usb-serial", "isa-debug" -> false;
            default -> true;
        };
    }

    private static String alias(Chardev chardev, String given, boolean live) {
        return chardev.alias()
                .filter(stated -> live || USER_ALIAS.matcher(stated).matches())
                .orElse(given);
    }
}
