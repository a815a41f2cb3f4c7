/**
 * The event loop, the unix sockets, the ptys and the followed files of the data path, directly on the kernel's epoll
 * and inotify, through JNA's direct mapping: plain descriptors that can be adopted, examined and handed over, no
 * options required of the JVM that embeds contee, and no thread or buffer for a silent console. Linux on 64-bit
 * machines only.
 *
 * <p>There are two ways to a unix socket. What carries a guest's or a client's bytes, and what passes descriptors from
 * one daemon to the next, is on epoll here, because junixsocket's selector is poll(2) and drops what a peer sent before
 * it hung up. Where contee only connects and no selector is involved, it uses junixsocket, which needs no code here for
 * addresses, datagrams and descriptors in messages: {@link io.contee.net.ServiceManager}, and the checks of doctor. The
 * control API's sockets are Jetty's.
 *
 * <p>{@link io.contee.net.EventLoop} is the class to read first: only a loop's thread touches what is registered with
 * that loop.
 */
@NullMarked
package io.contee.net;

import org.jspecify.annotations.NullMarked;
