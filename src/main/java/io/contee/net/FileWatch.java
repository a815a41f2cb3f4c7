package io.contee.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reports changes of files, by inotify(7): one descriptor for all watches of one loop, which is open only while there
 * are any. The loop's thread calls it.
 */
public final class FileWatch {

    /** A change of a file. */
    public enum Event {
        /** The file was written to or truncated. */
        WRITTEN,
        /** The file was made, or renamed to its name. */
        MADE,
        /** A process that had the file open for writing has closed it. */
        WRITER_LEFT,
        /** A process has opened the file. */
        OPENED,
        /** A process that had the file open has closed it. */
        CLOSED,
        /** Any of these may have happened: the kernel has lost events. */
        MISSED
    }

    /** The listener of a watch; it may cancel watches and add others. */
    @FunctionalInterface
    public interface Listener {
        /** Handles an event of the file of this name in the watched directory; the name is empty for a watched file. */
        void happened(Event event, String name);
    }

    private static final int IN_MODIFY = 0x2;
    private static final int IN_CLOSE_WRITE = 0x8;
    private static final int IN_CLOSE_NOWRITE = 0x10;
    private static final int IN_OPEN = 0x20;
    private static final int IN_MOVED_TO = 0x80;
    private static final int IN_CREATE = 0x100;
    private static final int IN_Q_OVERFLOW = 0x4000;
    private static final int IN_ONLYDIR = 0x1000000;
    private static final int IN_DIRECTORY = IN_MODIFY | IN_CLOSE_WRITE | IN_MOVED_TO | IN_CREATE | IN_ONLYDIR;
    private static final int IN_OPENINGS = IN_OPEN | IN_CLOSE_WRITE | IN_CLOSE_NOWRITE;

    /** {@code struct inotify_event} without its name. */
    private static final int HEAD_BYTES = 16;

    private static final int MASK_AT = 4;
    private static final int LENGTH_AT = 12;
    private static final int BUFFER_BYTES = 16 << 10;

    private final EventLoop loop;
    private final Map<Integer, List<Watch>> watches = new HashMap<>();
    private @Nullable Inotify inotify;

    FileWatch(EventLoop loop) {
        this.loop = loop;
    }

    private final class Inotify implements Registration.Handler {
        final int fd = Libc.check(Libc.inotify_init1(Libc.O_NONBLOCK | Libc.O_CLOEXEC), "watch files");
        final IoBuffer buffer = new IoBuffer(BUFFER_BYTES);
        final Registration registration;

        Inotify() throws IOException {
            try {
                registration = loop.register(fd, Registration.Interest.READ, this);
            } catch (IOException e) {
                Libc.close(fd);
                throw e;
            }
        }

        @Override
        public void ready(boolean readable, boolean writable, boolean hungUp) {
            poll();
        }

        @Override
        public void failed(Throwable fault) {
            watches.values().forEach(all -> List.copyOf(all).forEach(watch -> watch.tell(Event.MISSED, "")));
        }
    }

    /** A watch of a directory or a file. */
    public final class Watch {

        private final int descriptor;
        private final Listener listener;
        private boolean cancelled;

        private Watch(int descriptor, Listener listener) {
            this.descriptor = descriptor;
            this.listener = listener;
        }

        private void tell(Event event, String name) {
            if (!cancelled) {
                listener.happened(event, name);
            }
        }

        /** Ends the watch. Has no effect after the first call. */
        public void cancel() {
            if (!cancelled) {
                cancelled = true;
                remove(this);
            }
        }
    }

    /**
     * Watches the files of a directory being made, being written, and being closed by their writers.
     *
     * @throws IOException if the kernel refuses, for example because no watch is left
     */
    public Watch directory(Path directory, Listener listener) throws IOException {
        loop.requireOwner();
        return add(directory, IN_DIRECTORY, listener);
    }

    /**
     * Watches a file being opened and closed.
     *
     * @throws IOException if the kernel refuses, for example because no watch is left
     */
    public Watch openings(Path file, Listener listener) throws IOException {
        loop.requireOwner();
        return add(file, IN_OPENINGS, listener);
    }

    private Watch add(Path path, int mask, Listener listener) throws IOException {
        Inotify current = inotify == null ? new Inotify() : inotify;
        inotify = current;
        int descriptor = Libc.inotify_add_watch(current.fd, path.toString(), mask);
        if (descriptor < 0) {
            IOException failure = Libc.failure("watch " + path);
            closeIfUnused();
            throw failure;
        }
        Watch watch = new Watch(descriptor, listener);
        // The kernel returns the same descriptor for a file that is watched already.
        watches.computeIfAbsent(descriptor, any -> new ArrayList<>(1)).add(watch);
        return watch;
    }

    private void remove(Watch watch) {
        List<Watch> all = watches.get(watch.descriptor);
        if (all != null && all.remove(watch) && all.isEmpty()) {
            watches.remove(watch.descriptor);
            if (inotify != null) {
                Libc.inotify_rm_watch(inotify.fd, watch.descriptor); // fails if the file is gone
            }
            closeIfUnused();
        }
    }

    private void closeIfUnused() {
        if (watches.isEmpty() && inotify != null) {
            inotify.registration.cancel();
            Libc.close(inotify.fd);
            inotify = null;
        }
    }

    /** Reports all events up to now, before it returns. */
    public void poll() {
        loop.requireOwner();
        Inotify current = inotify;
        while (current != null && current == inotify) {
            ByteBuffer bytes = current.buffer.bytes().clear();
            try {
                if (current.buffer.fill(current.fd, "read file events") <= 0) {
                    return;
                }
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
            for (bytes.flip(); bytes.remaining() >= HEAD_BYTES; ) {
                next(bytes);
            }
        }
    }

    private void next(ByteBuffer bytes) {
        int at = bytes.position();
        int mask = bytes.getInt(at + MASK_AT);
        byte[] name = new byte[bytes.getInt(at + LENGTH_AT)];
        bytes.position(at + HEAD_BYTES).get(name);
        if ((mask & IN_Q_OVERFLOW) != 0) {
            List.copyOf(watches.values()).forEach(all -> tell(all, Event.MISSED, ""));
            return;
        }
        List<Watch> all = watches.get(bytes.getInt(at));
        if (all != null) {
            int length = 0;
            while (length < name.length && name[length] != 0) {
                length++;
            }
            String text = new String(name, 0, length, StandardCharsets.UTF_8);
            event(mask, length > 0).ifPresent(event -> tell(all, event, text));
        }
    }

    private static void tell(List<Watch> all, Event event, String name) {
        List.copyOf(all).forEach(watch -> watch.tell(event, name));
    }

    private static Optional<Event> event(int mask, boolean inDirectory) {
        if ((mask & IN_MODIFY) != 0) {
            return Optional.of(Event.WRITTEN);
        } else if ((mask & (IN_CREATE | IN_MOVED_TO)) != 0) {
            return Optional.of(Event.MADE);
        } else if ((mask & IN_OPEN) != 0) {
            return Optional.of(Event.OPENED);
        } else if ((mask & (IN_CLOSE_WRITE | IN_CLOSE_NOWRITE)) != 0) {
            return Optional.of(inDirectory ? Event.WRITER_LEFT : Event.CLOSED);
        }
        return Optional.empty(); // the file is gone
    }
}
