package io.contee.cli;

import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import com.sun.jna.Platform;
import io.contee.model.DaemonThread;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Ends a command that follows something once nobody reads its standard output any more, as when {@code grep -m1} has
 * found what it looked for: a command that has nothing to write would not notice. It uses poll(2), which reports that a
 * pipe or socket has lost its reader without any event being asked for.
 */
final class OutputReader {

    static {
        Native.register(OutputReader.class, Platform.C_LIBRARY_NAME);
    }

    /** The exit code that a shell reports of a process that SIGPIPE (13) has ended, as it ends other tools here. */
    static final int GONE = 128 + 13;

    private static final int STDOUT = 1;
    private static final short POLLERR = 0x8;
    private static final short POLLHUP = 0x10;
    private static final int EINTR = 4;
    private static final int FOREVER = -1;
    private static final int REVENTS = 6;

    private OutputReader() {}

    private static native int poll(byte[] descriptors, NativeLong count, int timeout);

    /** Exits with {@link #GONE} as soon as the standard output has lost its reader. */
    static void exitWhenGone() {
        DaemonThread.start("contee-output-reader", () -> {
            if (awaitGone()) {
                System.exit(GONE);
            }
        });
    }

    private static boolean awaitGone() {
        ByteBuffer descriptor = ByteBuffer.allocate(2 * Integer.BYTES).order(ByteOrder.nativeOrder());
        descriptor.putInt(0, STDOUT);
        int ready;
        do { // a signal interrupts it with -1
            ready = poll(descriptor.array(), new NativeLong(1), FOREVER);
        } while (ready < 0 && Native.getLastError() == EINTR);
        return ready == 1 && (descriptor.getShort(REVENTS) & (POLLERR | POLLHUP)) != 0;
    }
}
