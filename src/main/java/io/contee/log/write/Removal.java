package io.contee.log.write;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Removes files without waiting for their space: to free that of a large file takes milliseconds, in which the loop
 * would serve no guest. The name goes at once, the space in a thread of its own. Any thread may call it.
 */
final class Removal {

    /** Smaller files are freed as fast as they are handed over. */
    private static final long LARGE_BYTES = 1 << 20;

    private static final long IDLE_SECONDS = 10;
    private static final ThreadPoolExecutor THREAD =
            new ThreadPoolExecutor(1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                Thread thread = new Thread(task, "contee-removal");
                thread.setDaemon(true);
                return thread;
            });

    static {
        THREAD.allowCoreThreadTimeOut(true);
    }

    /** The last file whose space is being freed. */
    private static volatile CompletableFuture<Void> last = CompletableFuture.completedFuture(null);

    private Removal() {}

    /** Removes a file, if it is there. */
    static void remove(Path file) throws IOException {
        if (!isLarge(file)) {
            Files.deleteIfExists(file);
            return;
        }
        FileChannel held;
        try {
            held = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
        } catch (IOException e) { // it may be unreadable, or no descriptor left
            Files.deleteIfExists(file);
            return;
        }
        try {
            Files.deleteIfExists(file);
        } finally {
            last = CompletableFuture.runAsync(() -> free(held), THREAD);
        }
    }

    private static boolean isLarge(Path file) throws IOException {
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return attributes.isRegularFile() && attributes.size() >= LARGE_BYTES;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private static void free(FileChannel held) {
        try {
            held.close();
        } catch (IOException e) {
            // nothing was written through it
        }
    }

    /**
     * Waits until the space of all that was removed so far is free.
     *
     * @return whether there was something to wait for, and it came to its end
     */
    static boolean await() {
        CompletableFuture<Void> pending = last;
        if (pending.isDone()) {
            return false;
        }
        try {
            pending.get(1, TimeUnit.SECONDS);
            return true;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
