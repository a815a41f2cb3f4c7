/**
 * The broker: for each console of a running domain a {@link io.contee.broker.ConsoleSession} that passes guest output
 * to the clients and the logs, and the clients' input to the guest.
 *
 * <p>{@link io.contee.broker.Broker} is the entry point, for any thread; {@code DomainRuns} holds the runs that it
 * serves. A session belongs to one event loop, and only that loop's thread touches its state; calls from other threads
 * become tasks of the loop. Only the logs are written in blocking work (see {@link io.contee.net.EventLoop#run}), one
 * operation at a time for each session; a stalled disk therefore holds up only that console: its guest is not read
 * meanwhile ({@link io.contee.model.Overflow#BLOCK}), or is read and the loss counted and marked ({@link
 * io.contee.model.Overflow#DROP}).
 *
 * <p>A session is connected to its guest by a {@code GuestSide}: a socket that QEMU connects to, a shared one
 * (Virtlet's), or a pty and the log that virtlogd writes for it. That log is only a spool. {@code VirtlogdLog} reads it
 * across virtlogd's rotation and holds the files it has found open; {@code PositionFile} saves how far it is read, in
 * the same operation as the writing of the logs themselves. So nothing is lost over a restart, and a crash may
 * duplicate at most one piece of up to 128 KiB. A guest in mode pty never waits: virtlogd's file buffers what contee
 * has not read.
 *
 * <p>A session accesses its clients through {@link io.contee.broker.ConsoleClients} only: sockets and listeners, each
 * with a bounded backlog, one of which holds the {@link io.contee.broker.WriteLease}. Clients that attach are shown the
 * end of the raw log, which is also read as blocking work, between two writes.
 *
 * <p>A session outlives its process. Its descriptors are in {@link io.contee.broker.KeptDescriptors}, copies of which
 * are stored outside the process; the progress of the stream out of the kernel, into each log and to each client is in
 * a {@code ConsolePage}, memory that is mapped to a file. The next broker therefore does not depend on the previous
 * one, which may have been killed: {@code StreamRecovery} compares the page with the logs, and resumes after the last
 * byte that any of them has. The kernel itself records in the page how much a client has received ({@link
 * io.contee.net.CountedSend}). A clean restart is the same, except that the logs are closed before; {@link
 * io.contee.broker.BrokerHandover} hands over domain by domain.
 */
@NullMarked
package io.contee.broker;

import org.jspecify.annotations.NullMarked;
