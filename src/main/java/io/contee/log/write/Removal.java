package io.contee.log.write;

import io.contee.model.DaemonThread;
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
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Removes files without waiting for their space to be freed, which for a large file would block the loop, and so all
 * guests, for milliseconds. The name is removed immediately, and the space is freed in a separate thread. Any thread
 * may call it.
 */
final class Removal {

    /**
     * The size from which on a file is freed in the other thread: smaller ones are freed as fast as they could be
     * passed to it.
     */
    private static final long LARGE_BYTES = 1 << 20;

    private static final Executor THREAD = DaemonThread.executor("contee-removal");

    /** Completes when the space of the last removed file is free. */
    private static volatile CompletableFuture<Void> last = CompletableFuture.completedFuture(null);

    private Removal() {}

    /** Removes a file, if it exists. */
    static void remove(Path file) throws IOException {
        if (!isLarge(file)) {
            Files.deleteIfExists(file);
            return;
        }
        FileChannel held;
        try {
            held = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
        } catch (IOException e) { // it may be unreadable, or no descriptor is left
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
     * Waits until the space of all files removed so far is free.
     *
     * @return true if there was something to wait for and it completed
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
