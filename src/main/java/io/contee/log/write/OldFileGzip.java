package io.contee.log.write;

import io.contee.log.RotatedNames;
import io.contee.model.ConteeException;
import io.contee.model.DaemonThread;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compresses the old files of one log, in another thread than the log's. A compressed file is hidden until it is whole
 * and on the disk, and then replaces the uncompressed one, whatever its name is by then. The log's limit holds while
 * both exist: the hidden one is discarded if its room is needed, and compression is retried after the next rotation.
 */
final class OldFileGzip {

    private static final int BLOCK = 64 << 10;
    private static final Logger LOG = LoggerFactory.getLogger(OldFileGzip.class);

    private final OldFiles old;
    private final Path log;
    private final Path hidden;
    private final RotatingFile.Opener opener;
    private final Executor thread;
    private final AtomicBoolean queued = new AtomicBoolean();

    /** The hidden file; null if there is none. This and the following fields are used with the lock held. */
    private @Nullable FileChannel out;

    /** The identities of files that compression does not make smaller. */
    private final Set<Object> incompressible = new HashSet<>();

    private boolean ended;
    private boolean failed;

    OldFileGzip(OldFiles old, Path log, RotatingFile.Opener opener, Executor thread) {
        this.old = old;
        this.log = log;
        this.hidden = new RotatedNames(log).unfinished();
        this.opener = opener;
        this.thread = thread;
    }

    /** Makes the thread that compresses old files, one after the other; no guest's output waits for it. */
    static Executor newThread() {
        return DaemonThread.executor("contee-gzip");
    }

    /** A file that is to be compressed. */
    private record Source(FileChannel in, Object key, BasicFileAttributes attributes) {}

    /** Reports that the file stays uncompressed for now. */
    private static final class GivenUpException extends IOException {
        private static final long serialVersionUID = 1;
    }

    /** Removes the files that a crash left: a hidden file, and one whose compressed form is whole. */
    void clean(List<Path> files) throws IOException {
        Files.deleteIfExists(hidden);
        for (Path file : files) {
            if (files.contains(RotatedNames.compressed(file))) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** Starts compression in the background. Any thread may call it, any number of times. */
    void start() {
        if (queued.compareAndSet(false, true)) {
            thread.execute(this::run);
        }
    }

    private void run() {
        queued.set(false);
        try {
            for (Optional<Source> next = old.locked(this::next); next.isPresent(); next = old.locked(this::next)) {
                compress(next.get());
            }
        } catch (GivenUpException e) {
            LOG.debug("{}: its old files stay as they are, there is no room for a compressed one", log);
        } catch (IOException e) {
            if (!failed) {
                LOG.warn("{}: its old files are not compressed: {}", log, ConteeException.reason(log, e));
            }
            failed = true;
        }
    }

    private Optional<Source> next() throws IOException {
        for (Path file : ended ? List.<Path>of() : old.newestFirst()) {
            BasicFileAttributes attributes = attributes(file);
            if (!RotatedNames.isCompressed(file) && !incompressible.contains(attributes.fileKey())) {
                FileChannel in = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
                Files.deleteIfExists(hidden);
                out = opener.open(hidden);
                return Optional.of(new Source(in, Objects.requireNonNull(attributes.fileKey()), attributes));
            }
        }
        return Optional.empty();
    }

    private Set<Object> keys() throws IOException {
        Set<Object> keys = new HashSet<>();
        for (Path file : old.newestFirst()) {
            keys.add(Objects.requireNonNull(attributes(file).fileKey()));
        }
        return keys;
    }

    private static BasicFileAttributes attributes(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    private void compress(Source source) throws IOException {
        try (FileChannel in = source.in()) {
            try (OutputStream gzip = new GZIPOutputStream(new Hidden(), BLOCK)) {
                Channels.newInputStream(in).transferTo(gzip);
            }
            opened().force(true); // the uncompressed one is about to be deleted
            old.locked(() -> replace(source));
        } finally {
            old.locked(this::discard);
        }
    }

    private FileChannel opened() throws IOException {
        return old.locked(() -> {
            if (out == null) {
                throw new GivenUpException();
            }
            return out;
        });
    }

    private boolean replace(Source source) throws IOException {
        if (opened().size() >= source.attributes().size()) {
            incompressible.retainAll(keys());
            incompressible.add(source.key());
            return false;
        }
        for (Path file : old.newestFirst()) {
            if (!RotatedNames.isCompressed(file)
                    && source.key().equals(attributes(file).fileKey())) {
                opened().close();
                Files.setLastModifiedTime(hidden, source.attributes().lastModifiedTime());
                Files.move(hidden, RotatedNames.compressed(file));
                out = null;
                old.endUnfinished(true);
                Files.delete(file);
                old.shrink(source.attributes().size());
                return true;
            }
        }
        return false; // it was deleted meanwhile
    }

    /** Discards the compressed file in progress, if there is one. Called with the lock held. */
    boolean discard() throws IOException {
        FileChannel open = out;
        if (open == null) {
            return false;
        }
        out = null;
        try (open) {
            if (open.isOpen()) {
                open.truncate(0); // frees its room now and not only when its writer closes it
            }
            Files.deleteIfExists(hidden);
        } finally {
            old.endUnfinished(false);
        }
        return true;
    }

    /** Stops compression. Called with the lock held. */
    void end() throws IOException {
        ended = true;
        discard();
    }

    /** The stream of compressed bytes to the hidden file, which holds the lock for one block at a time. */
    private final class Hidden extends OutputStream {

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int count) throws IOException {
            ByteBuffer block = ByteBuffer.wrap(bytes, from, count);
            old.locked(() -> {
                FileChannel file = out;
                if (file == null || !old.growUnfinished(count)) {
                    throw new GivenUpException();
                }
                while (block.hasRemaining()) {
                    file.write(block);
                }
                return true;
            });
        }
    }
}
