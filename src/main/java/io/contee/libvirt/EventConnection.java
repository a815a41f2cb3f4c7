package io.contee.libvirt;

import com.sun.jna.Pointer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.libvirt.Connect;
import org.libvirt.LibvirtException;
import org.libvirt.jna.ConnectionPointer;
import org.libvirt.jna.DomainPointer;
import org.libvirt.jna.Libvirt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection to libvirt that also reports devices that are plugged into running domains or unplugged, for which
 * libvirt-java 0.5.4 has no listener: virConnectDomainEventDeviceAddedCallback and
 * virConnectDomainEventDeviceRemovedCallback of libvirt-domain.h. One thread opens and closes it.
 */
final class EventConnection extends Connect {

    private static final Logger LOG = LoggerFactory.getLogger(EventConnection.class);
    private static final int DEVICE_REMOVED = 15; // VIR_DOMAIN_EVENT_ID_DEVICE_REMOVED
    private static final int DEVICE_ADDED = 19; // VIR_DOMAIN_EVENT_ID_DEVICE_ADDED
    private static final int UUID_STRING_BYTES = 37; // VIR_UUID_STRING_BUFLEN

    /** Receives changes of devices. libvirt's event loop calls it, which must not wait. */
    @FunctionalInterface
    interface DeviceListener {

        /**
         * A device was plugged in or out.
         *
         * @param uuid the domain's UUID
         * @param domain the domain's name
         * @param alias the device's alias
         * @param added whether it was plugged in
         */
        void changed(UUID uuid, String domain, String alias, boolean added);
    }

    /** The function that libvirt calls. JNA finds it by being the only one. */
    interface DeviceCallback extends Libvirt.VirDomainEventCallback {
        void eventCallback(ConnectionPointer connection, DomainPointer domain, String alias, Pointer opaque);
    }

    /** Held here because libvirt's references do not keep them from garbage collection. */
    private final List<DeviceCallback> callbacks = new ArrayList<>();

    private final List<Integer> registrations = new ArrayList<>();

    EventConnection(String uri) throws LibvirtException {
        super(uri);
    }

    /** Registers a listener. A libvirt without such events ignores it. */
    void addDeviceListener(DeviceListener listener) {
        register(DEVICE_ADDED, listener, true);
        register(DEVICE_REMOVED, listener, false);
    }

    private void register(int event, DeviceListener listener, boolean added) {
        DeviceCallback callback = (connection, domain, alias, opaque) -> {
            byte[] uuid = new byte[UUID_STRING_BYTES];
            if (Libvirt.INSTANCE.virDomainGetUUIDString(domain, uuid) == 0) {
                listener.changed(
                        UUID.fromString(new String(uuid, 0, UUID_STRING_BYTES - 1, StandardCharsets.US_ASCII)),
                        Libvirt.INSTANCE.virDomainGetName(domain),
                        alias,
                        added);
            }
        };
        callbacks.add(callback);
        int id = Libvirt.INSTANCE.virConnectDomainEventRegisterAny(vcp, null, event, callback, null, null);
        if (id >= 0) {
            registrations.add(id);
        } else {
            LOG.warn("libvirt does not report devices that are plugged in or out (event {})", event);
        }
    }

    /** A registration that is left would keep the connection open. */
    @Override
    public int close() throws LibvirtException {
        registrations.forEach(id -> Libvirt.INSTANCE.virConnectDomainEventDeregisterAny(vcp, id));
        registrations.clear();
        return super.close();
    }
}
