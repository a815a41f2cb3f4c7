/**
 * The event loop, the unix sockets, the ptys and the followed files of the data path, directly on the kernel's epoll
 * and inotify, through JNA's direct mapping: plain descriptors that can be adopted, examined and handed over, no
 * options required of the JVM that embeds contee, and no thread or buffer for a silent console. Linux on 64-bit
 * machines only.
 *
 * <p>{@link io.contee.net.EventLoop} is the class to read first: only a loop's thread touches what is registered with
 * that loop.
 */
@NullMarked
package io.contee.net;

import org.jspecify.annotations.NullMarked;
