/**
 * The handling of each operation of libvirt's {@code qemu} hook (libvirt's docs/hooks.rst). The hook script passes the
 * operation and the domain XML on; {@link io.contee.hook.HookHandler} answers from that and from what is known already,
 * and never asks libvirt, which waits for the answer. Of libvirt's operations only {@code restore} and {@code migrate}
 * accept XML in return.
 */
@NullMarked
package io.contee.hook;

import org.jspecify.annotations.NullMarked;
