/**
 * What each operation of libvirt's {@code qemu} hook does (libvirt's docs/hooks.rst). The hook script passes the
 * operation and the domain XML on; {@link io.contee.hook.HookHandler} answers from that alone and never asks libvirt,
 * which waits for the answer.
 */
@NullMarked
package io.contee.hook;

import org.jspecify.annotations.NullMarked;
