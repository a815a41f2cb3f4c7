package io.contee.cli;

import io.contee.model.ConteeException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;

/**
 * Replaces a file's content atomically: whoever opens it sees all of the old or all of the new, and a crash leaves one
 * of them. Mode, owner and group stay; a symbolic link stays, and what it leads to is replaced. Other hard links keep
 * the old content; access control lists and extended attributes are not carried over.
 */
final class FileReplacement {

    private FileReplacement() {}

    /**
     * Replaces the content.
     *
     * @throws ConteeException if the file is not a regular file, may not be written, or its owner cannot be kept; it is
     *     then as it was
     */
    static void replace(Path file, byte[] content) {
        try {
            Path target = file.toRealPath();
            if (!Files.isRegularFile(target)) {
                throw new ConteeException("it is not a regular file");
            }
            if (!Files.isWritable(target)) {
                throw new AccessDeniedException(target.toString());
            }
            // In the same directory, because a rename never leaves its file system. Nobody else can open it yet.
            Path made = Files.createTempFile(target.toAbsolutePath().getParent(), ".contee-", ".tmp");
            try {
                write(made, content);
                copyOwnerAndMode(target, made);
                Files.move(made, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(made);
            }
        } catch (IOException e) {
            throw new ConteeException("cannot write " + FileFailure.shown(file) + ": " + FileFailure.reason(e), e);
        } catch (ConteeException e) {
            throw new ConteeException("cannot write " + FileFailure.shown(file) + ": " + e.getMessage(), e);
        }
    }

    private static void write(Path file, byte[] content) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            ByteBuffer buffer = ByteBuffer.wrap(content);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            // Otherwise a rename can reach the disk before the bytes, and a crash leave an empty file.
            channel.force(true);
        }
    }

    private static void copyOwnerAndMode(Path from, Path to) throws IOException {
        PosixFileAttributes wanted = view(from).readAttributes();
        PosixFileAttributeView made = view(to);
        PosixFileAttributes now = made.readAttributes();
        try {
            if (!now.owner().equals(wanted.owner())) {
                made.setOwner(wanted.owner());
            }
            if (!now.group().equals(wanted.group())) {
                made.setGroup(wanted.group());
            }
        } catch (FileSystemException e) {
            throw new ConteeException(
                    "its owner " + wanted.owner() + ':' + wanted.group() + " cannot be kept: run as them or as root",
                    e);
        }
        made.setPermissions(wanted.permissions());
    }

    private static PosixFileAttributeView view(Path file) {
        return Files.getFileAttributeView(file, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    }
}
