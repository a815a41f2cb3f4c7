package io.contee.domainxml;

import io.contee.model.ImpatientDevice;
import java.util.Optional;

/**
 * Finds the consoles whose device does not wait by itself until its output is read. If a target states no type, libvirt
 * chooses one by the architecture, in qemuDomainChrDefPostParse().
 */
final class ImpatientDevices {

    private ImpatientDevices() {}

    /**
     * Returns the behaviour of a console's device.
     *
     * @param architecture the guest's, as libvirt names it; empty where it is not stated
     */
    static Optional<ImpatientDevice> of(Chardev console, Optional<String> architecture) {
        String arch = architecture.orElse("x86_64");
        String type = console.targetType().orElse("serial");
        return switch (type) {
            case "virtio" -> Optional.of(ImpatientDevice.DROPS);
            case "sclp", "sclplm", "sclp-serial", "spapr-vio-serial", "usb-serial" ->
                Optional.of(ImpatientDevice.HOLDS_QEMU);
            case "system-serial" -> ofBoard(console.targetModel(), arch);
            case "serial" -> ofDefault(console.targetModel(), arch);
            default -> Optional.empty();
        };
    }

    private static Optional<ImpatientDevice> ofDefault(Optional<String> model, String arch) {
        return arch.startsWith("ppc") || arch.startsWith("s390")
                ? Optional.of(ImpatientDevice.HOLDS_QEMU)
                : ofBoard(model, arch);
    }

    /** Returns the behaviour of a board's UART: ARM's is a pl011, RISC-V's a 16550. */
    private static Optional<ImpatientDevice> ofBoard(Optional<String> model, String arch) {
        boolean arm = arch.startsWith("arm") || arch.equals("aarch64");
        return model.map("pl011"::equals).orElse(arm) ? Optional.of(ImpatientDevice.HOLDS_QEMU) : Optional.empty();
    }
}
