/**
 * The connection to libvirt: define, start and stop domains, read their XML, and receive what others do with them.
 * {@link io.contee.libvirt.LibvirtConnection} keeps itself open across libvirtd's restarts.
 *
 * <p>Nothing here may be called while a libvirt hook waits for its answer: libvirt would wait for the hook, and the
 * call for libvirt.
 */
@NullMarked
package io.contee.libvirt;

import org.jspecify.annotations.NullMarked;
