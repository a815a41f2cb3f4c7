/**
 * The event loop, the unix sockets, the ptys and the followed files of the data path, straight on the kernel's epoll and
 * inotify, through JNA's direct mapping: plain descriptors that can be adopted, examined and handed over, no flag asked of the JVM that embeds contee, and no
 * thread or buffer for a silent console. Linux on 64-bit machines.
 *
 * <p>{@link io.contee.net.EventLoop} is the place to begin: everything that is registered with a loop is touched by
 * that loop's thread alone.
 */
@NullMarked
package io.contee.net;

import org.jspecify.annotations.NullMarked;
