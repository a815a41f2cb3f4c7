package io.contee.libvirt;

import java.util.Comparator;

/** A version of libvirt or QEMU, as libvirt reports it. */
public record LibvirtVersion(int major, int minor, int release) implements Comparable<LibvirtVersion> {

    private static final Comparator<LibvirtVersion> ORDER = Comparator.comparingInt(LibvirtVersion::major)
            .thenComparingInt(LibvirtVersion::minor)
            .thenComparingInt(LibvirtVersion::release);

    /** Decodes libvirt's number: 9000000 is 9.0.0. */
    static LibvirtVersion of(long number) {
        return new LibvirtVersion((int) (number / 1_000_000), (int) (number / 1_000 % 1_000), (int) (number % 1_000));
    }

    @Override
    public int compareTo(LibvirtVersion other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return major + "." + minor + "." + release;
    }
}
