package io.contee.domainxml;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A {@code <serial>} or {@code <console>} of a domain, as its XML states it; libvirt may add to it.
 *
 * @param kind which of the two elements
 * @param index its place among the domain's elements of the same kind, from 0
 * @param type its backend, such as {@code pty}, which is also libvirt's default
 * @param alias its alias, where one is stated: by the user ({@code ua-…}) or, in live XML, by libvirt
 * @param source the first {@code <source>}
 * @param log the {@code <log>}
 * @param targetType the type of the {@code <target>}, such as {@code isa-serial} or {@code virtio}
 * @param targetPort the port of the {@code <target>}
 * @param targetModel the name of that {@code <target>}'s {@code <model>}, such as {@code pl011}
 */
public record Chardev(
        Kind kind,
        int index,
        String type,
        Optional<String> alias,
        Optional<Source> source,
        Optional<Log> log,
        Optional<String> targetType,
        OptionalInt targetPort,
        Optional<String> targetModel) {

    /** The element that states a chardev. */
    public enum Kind {
        /** {@code <serial>}. */
        SERIAL,
        /** {@code <console>}. */
        CONSOLE;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * A {@code <source>}.
     *
     * @param mode {@code connect} or {@code bind}, where stated
     * @param path its path, where stated
     * @param reconnects whether QEMU retries when the connection is lost
     * @param keepsLabel whether libvirt's DAC driver must not touch the path
     */
    public record Source(Optional<String> mode, Optional<String> path, boolean reconnects, boolean keepsLabel) {}

    /**
     * A {@code <log>}.
     *
     * @param file the file that virtlogd writes
     * @param append whether its content is kept when the domain starts
     */
    public record Log(String file, boolean append) {}
}
