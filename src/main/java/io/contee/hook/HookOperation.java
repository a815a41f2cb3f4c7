package io.contee.hook;

import io.contee.model.ConteeException;
import io.contee.model.OneLine;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The operations of libvirt's {@code qemu} hook, as libvirt 9 to 12 call them. */
public enum HookOperation {
    /** The domain is about to start; its devices have no aliases yet. */
    PREPARE,
    START,
    STARTED,
    STOPPED,
    /** The domain has ended, or its start has failed. */
    RELEASE,
    /** The domain is about to arrive from another host. */
    MIGRATE,
    /** The domain is about to return from a saved state. */
    RESTORE,
    /** libvirtd was restarted and found the domain running. */
    RECONNECT,
    ATTACH;

    /**
     * Reads an operation as libvirt names it.
     *
     * @throws ConteeException if libvirt has no such operation
     */
    public static HookOperation parse(String text) {
        return Arrays.stream(values())
                .filter(operation -> operation.toString().equals(text))
                .findFirst()
                .orElseThrow(() -> new ConteeException("hook operation " + OneLine.quoted(text)
                        + " is unknown: libvirt's are "
                        + Arrays.stream(values()).map(HookOperation::toString).collect(Collectors.joining(", "))));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
