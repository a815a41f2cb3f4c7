package io.contee.libvirt;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.contee.model.DaemonThread;
import org.libvirt.Connect;
import org.libvirt.Library;
import org.libvirt.LibvirtException;
import org.libvirt.jna.Libvirt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * libvirt's event loop, of which there is one in a process: a JVM that embeds contee and listens to libvirt itself
 * shares it. It must be there before the first connection is opened.
 */
final class LibvirtEvents {

    private static final Logger LOG = LoggerFactory.getLogger(LibvirtEvents.class);

    /** Keeps libvirt from printing errors to stderr: they reach the caller as exceptions. Held for libvirt's sake. */
    private static final Libvirt.VirErrorCallback SILENT = (userData, error) -> {};

    /** The property with the encoding of strings that JNA reads when it loads a library; libvirt's are always UTF-8. */
    private static final String ENCODING = "jna.encoding";

    @GuardedBy("LibvirtEvents.class")
    private static boolean started;

    private LibvirtEvents() {}

    static synchronized void start() throws LibvirtException {
        if (!started) {
            // Otherwise a JVM 17 in the C locale would pass libvirt a '?' for each letter beyond ASCII.
            if (System.getProperty(ENCODING) == null) {
                System.setProperty(ENCODING, "UTF-8");
            }
            Library.initEventLoop();
            Connect.setErrorCallback(SILENT);
            DaemonThread.start("contee-libvirt-events", LibvirtEvents::run);
            started = true;
        }
    }

    private static void run() {
        while (true) {
            try {
                Library.processEvent();
            } catch (LibvirtException e) {
                LOG.warn("libvirt's event loop: {}", e.getMessage());
            }
        }
    }
}
