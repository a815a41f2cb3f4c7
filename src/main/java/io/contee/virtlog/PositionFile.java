package io.contee.virtlog;

import io.contee.log.AtomicFile;
import io.contee.model.ConteeException;
import io.contee.net.ReadableFile.Identity;
import io.contee.virtlog.VirtlogdLog.Position;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps, in a file, how far a console's log has been read. A position is one write of one line of fixed length, so a
 * process that is killed leaves either the previous position or the next one. It is not forced to the disk: after a
 * power failure of the host, the last output may be read again.
 *
 * <p>One thread at a time; calls may wait for the disk.
 */
public final class PositionFile implements AutoCloseable {

    private static final Pattern LINE =
            Pattern.compile("([0-9a-f]{16}) ([0-9a-f]{16}) ([0-9a-f]{16}) ([0-9a-f]{16})\n");
    private static final int RADIX = 16;

    private static final Logger LOG = LoggerFactory.getLogger(PositionFile.class);

    private final Path path;
    private Optional<FileChannel> channel = Optional.empty();
    private boolean failing;

    public PositionFile(Path path) {
        this.path = path;
    }

    /**
     * Returns the position that was saved last.
     *
     * @return empty if there is none
     * @throws ConteeException if it cannot be read
     */
    public Optional<Position> load() {
        try {
            Matcher line = LINE.matcher(Files.readString(path, StandardCharsets.ISO_8859_1));
            return line.lookingAt()
                    ? Optional.of(
                            new Position(new Identity(field(line, 1), field(line, 2), field(line, 3)), field(line, 4)))
                    : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new ConteeException("cannot read " + path + ": " + ConteeException.reason(e), e);
        }
    }

    private static long field(Matcher line, int group) {
        return Long.parseUnsignedLong(line.group(group), RADIX);
    }

    /** Saves a position. A failure is logged, once until it succeeds again. */
    void save(Position position) {
        Identity file = position.file();
        String line =
                "%016x %016x %016x %016x\n".formatted(file.device(), file.inode(), file.birth(), position.offset());
        try {
            opened().write(ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII)), 0);
            failing = false;
        } catch (IOException e) {
            if (!failing) {
                LOG.warn(
                        "cannot save in {} how far virtlogd's log is read, and would read it again after a restart: {}",
                        path,
                        ConteeException.reason(e));
            }
            failing = true;
        }
    }

    private FileChannel opened() throws IOException {
        if (channel.isEmpty()) {
            channel = Optional.of(FileChannel.open(
                    path,
                    Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
                    PosixFilePermissions.asFileAttribute(AtomicFile.PRIVATE)));
        }
        return channel.get();
    }

    void delete() throws IOException {
        close();
        Files.deleteIfExists(path);
    }

    @Override
    public void close() {
        try {
            if (channel.isPresent()) {
                channel.get().close();
            }
        } catch (IOException e) {
            LOG.debug("{}: {}", path, ConteeException.reason(e)); // every write was complete
        }
        channel = Optional.empty();
    }
}
