package io.contee.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * The socket at the other end of a connection, in the process that has connected. The kernel says only there whether it
 * is full, and a process that does not wait then drops what it sends. The socket is copied for the moment of each
 * question: otherwise its process could not close it. The connection's loop calls it.
 */
public final class PeerSocket implements AutoCloseable {

    /** The size of {@code SO_MEMINFO}'s answer, and the places of two of its numbers: see linux/sock_diag.h. */
    private static final int MEMINFO_BYTES = 9 * Integer.BYTES;

    private static final int WMEM_ALLOC = 2 * Integer.BYTES;
    private static final int SNDBUF = 3 * Integer.BYTES;

    /** The largest address of a unix socket. */
    private static final int ADDRESS_BYTES = 110;

    private final int process;
    private final int number;
    private boolean closed;

    private PeerSocket(int process, int number) {
        this.process = process;
        this.number = number;
    }

    /**
     * Finds the other end of a connection that was accepted.
     *
     * @throws IOException if the process has ended or has several such connections, or this one may not look into it:
     *     that requires CAP_SYS_PTRACE, or a process of the same user, and Linux 5.6
     */
    public static PeerSocket of(UnixConnection accepted) throws IOException {
        int pid = accepted.peer().pid();
        byte[] address = new byte[ADDRESS_BYTES];
        Libc.check(Libc.getsockname(accepted.fd(), address, new int[] {address.length}), "read a socket's address");
        int process = (int) Libc.syscall(Libc.SYS_PIDFD_OPEN, pid, 0, 0);
        Libc.check(process, "open process " + pid);
        List<Integer> found = new ArrayList<>();
        try {
            for (int number : sockets(pid)) {
                if (isConnectedTo(process, number, address)) {
                    found.add(number);
                }
            }
            if (found.size() != 1) {
                throw new IOException("process " + pid + " has " + found.size() + " such connections");
            }
            return new PeerSocket(process, found.get(0));
        } catch (IOException | RuntimeException e) {
            Libc.close(process);
            throw e;
        }
    }

    private static List<Integer> sockets(int pid) throws IOException {
        List<Integer> numbers = new ArrayList<>();
        try (Stream<Path> links = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            for (Path link : links.toList()) {
                if (isSocket(link)) {
                    numbers.add(Integer.parseInt(link.getFileName().toString()));
                }
            }
        }
        return numbers;
    }

    private static boolean isSocket(Path link) {
        try {
            return Files.readSymbolicLink(link).toString().startsWith("socket:");
        } catch (IOException e) {
            return false; // it was closed meanwhile
        }
    }

    private static boolean isConnectedTo(int process, int number, byte[] address) throws IOException {
        int copy = Libc.check((int) Libc.syscall(Libc.SYS_PIDFD_GETFD, process, number, 0), "copy a socket");
        try {
            byte[] peer = new byte[ADDRESS_BYTES];
            return Libc.getpeername(copy, peer, new int[] {peer.length}) == 0 && Arrays.equals(peer, address);
        } finally {
            Libc.close(copy);
        }
    }

    /** Returns whether the socket accepts nothing now; it does again only when this end has read. */
    public boolean isFull() {
        int copy = (int) Libc.syscall(Libc.SYS_PIDFD_GETFD, process, number, 0);
        if (copy < 0) {
            return false; // the process has ended
        }
        try {
            byte[] meminfo = new byte[MEMINFO_BYTES];
            if (Libc.getsockopt(copy, Libc.SOL_SOCKET, Libc.SO_MEMINFO, meminfo, new int[] {meminfo.length}) < 0) {
                return false;
            }
            ByteBuffer numbers = ByteBuffer.wrap(meminfo).order(ByteOrder.nativeOrder());
            return numbers.getInt(WMEM_ALLOC) >= numbers.getInt(SNDBUF);
        } finally {
            Libc.close(copy);
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            Libc.close(process);
        }
    }
}
