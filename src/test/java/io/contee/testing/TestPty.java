package io.contee.testing;

import com.sun.jna.Library;
import com.sun.jna.Native;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A pty with its near side, as QEMU has it. */
public final class TestPty implements AutoCloseable {

    /** The C library's calls. */
    public interface C extends Library {
        C LIBRARY = Native.load("c", C.class);

        int posix_openpt(int flags);

        int unlockpt(int fd);

        int ptsname_r(int fd, byte[] name, long size);

        long write(int fd, byte[] bytes, long count);

        long read(int fd, byte[] bytes, long count);

        int close(int fd);
    }

    private static final int O_RDWR_NOCTTY = 0x102;

    private final int fd = C.LIBRARY.posix_openpt(O_RDWR_NOCTTY);
    private boolean closed;

    public TestPty() {
        if (fd < 0 || C.LIBRARY.unlockpt(fd) != 0) {
            throw new AssertionError("cannot make a pty");
        }
    }

    public Path path() {
        byte[] name = new byte[64];
        if (C.LIBRARY.ptsname_r(fd, name, name.length) != 0) {
            throw new AssertionError("a pty has no path");
        }
        return Path.of(new String(name, StandardCharsets.US_ASCII).replaceFirst("\0.*", ""));
    }

    public int fd() {
        return fd;
    }

    public void print(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (C.LIBRARY.write(fd, bytes, bytes.length) != bytes.length) {
            throw new AssertionError("the pty is full");
        }
    }

    /** Reads so many bytes of what was typed; waits for them. */
    public String readTyped(int count) {
        StringBuilder typed = new StringBuilder();
        Await.until("so much was typed", () -> {
            byte[] part = new byte[count - typed.length()];
            // Fails as long as nobody has the far side open.
            long n = C.LIBRARY.read(fd, part, part.length);
            typed.append(new String(part, 0, (int) Math.max(n, 0), StandardCharsets.US_ASCII));
            return typed.length() == count;
        });
        return typed.toString();
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            C.LIBRARY.close(fd);
        }
    }
}
