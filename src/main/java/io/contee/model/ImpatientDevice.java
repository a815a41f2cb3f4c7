package io.contee.model;

/**
 * The behaviour of a console's device while its output is not read, unless it waits by itself, as a 16550 UART does.
 * Measured with QEMU 7.2 and Linux 6.1 guests; a console with such a device is always read, whatever {@link Overflow}
 * says.
 */
public enum ImpatientDevice {
    /**
     * Waits with QEMU's lock held: the guest stands still, and so do QEMU's monitor and libvirt's requests to it. So do
     * ARM's pl011, s390x's SCLP consoles, ppc64's spapr-vty and usb-serial.
     */
    HOLDS_QEMU,
    /** Never waits: QEMU drops output that is not read immediately. So does a virtio console. */
    DROPS
}
