package io.contee.virtlog;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.contee.net.Processes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Finds out which spools of guests a process has open for writing: virtlogd, or QEMU itself if libvirt's stdio_handler
 * is {@code file}. virtlogd closes a spool for good when its disk is full, and all spools when it is killed; they are
 * not opened again before their guests' next start. Any thread may call it; it reads {@code /proc}, and caches the
 * result for a second, as many consoles ask at the same time.
 */
public final class SpoolWriters {

    private static final long REMEMBERED_NANOS = 1_000_000_000;

    private final LongSupplier nanoTime;

    @GuardedBy("this")
    private Set<Path> written = Set.of();

    @GuardedBy("this")
    private boolean known;

    @GuardedBy("this")
    private boolean unreadable;

    @GuardedBy("this")
    private long lookedAt;

    /** @param nanoTime a clock that is never set */
    public SpoolWriters(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Returns whether a process has the file open for writing; also true if that cannot be found out. */
    public synchronized boolean isWritten(Path spool) {
        if (!known || nanoTime.getAsLong() - lookedAt > REMEMBERED_NANOS) {
            look();
        }
        return unreadable || written.contains(spool) || Processes.anyWrites(spool);
    }

    @GuardedBy("this")
    private void look() {
        Set<Path> found = new HashSet<>();
        unreadable = false;
        for (Path process : Processes.all()) {
            String name = Processes.name(process);
            if (name.equals("virtlogd") || name.startsWith("qemu")) {
                try {
                    found.addAll(Processes.writtenFiles(process));
                } catch (IOException e) {
                    unreadable |= name.equals("virtlogd");
                }
            }
        }
        written = found;
        known = true;
        lookedAt = nanoTime.getAsLong();
    }
}
