/**
 * The broker: for each console of a running domain a {@link io.contee.broker.ConsoleSession} that takes what the guest
 * prints to its clients and its logs, and what the clients type to the guest.
 *
 * <p>{@link io.contee.broker.Broker} is the way in, from any thread; {@code DomainRuns} has what it serves. A session
 * belongs to one event loop, whose thread alone touches its state; calls from others are tasks of that loop. Only the logs
 * are written in blocking work (see {@link io.contee.net.EventLoop#run}), one piece of it at a time for each session, so
 * that a stalled disk holds up that console alone: its guest is not read meanwhile ({@link
 * io.contee.model.Overflow#BLOCK}), or is read and the loss counted and marked ({@link io.contee.model.Overflow#DROP}).
 *
 * <p>A session meets its guest through a {@code GuestSide}: a socket that QEMU connects to, one that many share (Virtlet's),
 * or a pty and the log that virtlogd writes of it. That log is only a spool. {@code VirtlogdLog} reads it across
 * virtlogd's rotation and holds open what it has seen; {@code PositionFile} keeps how far it is taken, written in the same
 * piece of blocking work as the logs themselves. So nothing is lost over a restart, and what a crash may double is one
 * piece of at most 128 KiB. A guest in mode pty never waits: virtlogd's file takes what contee does not.
 *
 * <p>Of its clients a session knows {@link io.contee.broker.ConsoleClients} alone: sockets and listeners, of whom one has
 * the {@link io.contee.broker.WriteLease}, each with a backlog that is bounded. Those that attach are shown the end of the
 * raw log, which is read as the same kind of blocking work, between two writes.
 *
 * <p>A session outlives its process. Its descriptors are in {@link io.contee.broker.KeptDescriptors}, of which a copy rests
 * elsewhere; how far its stream has come out of the kernel, into each log and to each client is in a {@code ConsolePage},
 * memory that a file has, too. So the next broker needs nothing of the former one that may have been killed: {@code
 * StreamRecovery} compares the page with the logs, and goes on behind the last byte that any of them has. What a client
 * took is noted in the page by the kernel ({@link io.contee.net.CountedSend}). A clean restart is the same with the logs
 * closed before; {@link io.contee.broker.BrokerHandover} does it domain by domain.
 */
@NullMarked
package io.contee.broker;

import org.jspecify.annotations.NullMarked;
