package io.contee.net;

import com.sun.jna.Native;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import java.io.IOException;

/**
 * The system calls of the data path, and those for ptys. The constants are from Linux' user-space headers; they are the
 * same on x86-64, arm64, ppc64le, riscv64 and s390x, except for the layout of {@code struct epoll_event}. Pointers are
 * passed as {@code long}: 64-bit machines only.
 */
final class Libc {

    static {
        if (!Platform.isLinux() || !Platform.is64Bit()) {
            throw new UnsupportedOperationException("contee runs on 64-bit Linux only");
        }
        Native.register(Libc.class, Platform.C_LIBRARY_NAME);
    }

    static final int AF_UNIX = 1;
    static final int SOCK_STREAM = 1;
    static final int SOCK_SEQPACKET = 5;
    static final int SOCK_NONBLOCK = 0x800;
    static final int SOCK_CLOEXEC = 0x80000;
    static final int SOL_SOCKET = 1;
    /** PowerPC has its own numbers. */
    static final int SO_PEERCRED = Platform.isPPC() ? 21 : 17;

    static final int SO_MEMINFO = 55;
    static final int SO_PEERPIDFD = 77;
    static final int SCM_RIGHTS = 1;
    static final int MSG_PEEK = 2;
    static final int MSG_DONTWAIT = 0x40;
    static final int MSG_CMSG_CLOEXEC = 0x40000000;
    static final int RLIMIT_NOFILE = 7;
    static final int FIONREAD = Platform.isPPC() ? 0x4004667f : 0x541b;
    static final int F_SETFD = 2;
    static final int FD_CLOEXEC = 1;
    static final int F_DUPFD_CLOEXEC = 1030;
    static final int EPOLL_CLOEXEC = 0x80000;
    static final int EPOLL_CTL_ADD = 1;
    static final int EPOLL_CTL_DEL = 2;
    static final int EPOLL_CTL_MOD = 3;
    static final int EFD_NONBLOCK = 0x800;
    static final int EFD_CLOEXEC = 0x80000;
    static final int MSG_NOSIGNAL = 0x4000;
    static final int O_RDONLY = 0;
    static final int O_RDWR = 2;
    static final int O_NOCTTY = 0x100;
    static final int O_NONBLOCK = 0x800;
    static final int O_CLOEXEC = 0x80000;
    static final int AT_EMPTY_PATH = 0x1000;
    static final int STATX_BASIC_STATS = 0x7ff;
    static final int STATX_BTIME = 0x800;
    static final long SYS_PIDFD_SEND_SIGNAL = 424;
    static final long SYS_PIDFD_OPEN = 434;
    static final long SYS_PIDFD_GETFD = 438;
    static final long SYS_EPOLL_PWAIT2 = 441;

    static final int ENOENT = 2;
    static final int ESRCH = 3;
    static final int EINTR = 4;
    static final int EAGAIN = 11;
    static final int ENFILE = 23;
    static final int EMFILE = 24;
    static final int ENOSYS = 38;
    static final int ECONNABORTED = 103;

    /** Bytes of {@code struct epoll_event}: packed on x86, naturally aligned elsewhere. */
    static final int EPOLL_EVENT_SIZE = Platform.isIntel() ? 12 : 16;

    /** Offset of {@code epoll_event.data}. */
    static final int EPOLL_EVENT_DATA = Platform.isIntel() ? 4 : 8;

    private Libc() {}

    static native int epoll_create1(int flags);

    static native int epoll_ctl(int epoll, int operation, int fd, long event);

    static native int epoll_wait(int epoll, long events, int max, int timeoutMillis);

    static native int eventfd(int initial, int flags);

    static native int socket(int family, int type, int protocol);

    static native int bind(int fd, byte[] address, int length);

    static native int connect(int fd, byte[] address, int length);

    static native int listen(int fd, int backlog);

    static native int accept4(int fd, long address, long length, int flags);

    static native int fchmod(int fd, int mode);

    static native int chmod(String path, int mode);

    static native int getsockname(int fd, byte[] address, int[] length);

    static native int getpeername(int fd, byte[] address, int[] length);

    static native int ioctl(int fd, long request, int[] value);

    static native int getsockopt(int fd, int level, int name, byte[] value, int[] length);

    static native long read(int fd, long buffer, long count);

    static native long send(int fd, long buffer, long count, int flags);

    static native long write(int fd, long buffer, long count);

    static native long pread(int fd, long buffer, long count, long offset);

    static native long recv(int fd, long buffer, long count, int flags);

    static native long sendmsg(int fd, long message, int flags);

    static native int sendmmsg(int fd, long messages, int count, int flags);

    static native long recvmsg(int fd, long message, int flags);

    static native int fcntl(int fd, int command, long argument);

    static native int shutdown(int fd, int how);

    static native int getrlimit(int resource, long[] limits);

    static native int setsid();

    static native int close(int fd);

    static native int statx(int directory, String path, int flags, int mask, byte[] state);

    static native int inotify_init1(int flags);

    static native int inotify_add_watch(int inotify, String path, int mask);

    static native int inotify_rm_watch(int inotify, int watch);

    static native int open(String path, int flags);

    static native int posix_openpt(int flags);

    static native int ptsname_r(int master, byte[] name, long size);

    /**
     * Makes a call for which older C libraries have no function, of at most three arguments; with more, the kernel
     * would read arguments that are not passed.
     */
    static native long syscall(long number, long first, long second, long third);

    /** Makes such a call of up to six arguments. */
    static native long syscall(long number, long first, long second, long third, long fourth, long fifth, long sixth);

    static native int getpwuid_r(int uid, Pointer passwd, Pointer strings, long stringsSize, Pointer found);

    static native int getpwnam_r(byte[] name, Pointer passwd, Pointer strings, long stringsSize, Pointer found);

    static native int getgrnam_r(byte[] name, Pointer group, Pointer strings, long stringsSize, Pointer found);

    static native int getgrouplist(String user, int group, int[] groups, int[] count);

    static native int setxattr(byte[] path, String name, byte[] value, long size, int flags);

    static native String strerror(int errno);

    /** Returns the errno of this thread's last call. */
    static int errno() {
        return Native.getLastError();
    }

    /** Returns the failure of this thread's last call, with strerror(3)'s text. */
    static IOException failure(String what) {
        return new IOException(what + ": " + strerror(errno()));
    }

    /** Returns {@code result}, or throws if it is negative. */
    static int check(int result, String what) throws IOException {
        if (result < 0) {
            throw failure(what);
        }
        return result;
    }
}
