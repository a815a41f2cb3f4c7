package io.contee.cli;

import io.contee.log.AtomicFile;
import io.contee.model.ConteeException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;

/**
 * Replaces the content of a user's file, see {@link AtomicFile}. Mode, owner and group stay; a symbolic link stays, and
 * what it leads to is replaced. Other hard links keep the old content; access control lists and extended attributes are
 * not carried over.
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
            AtomicFile.replace(target, content, fresh -> copyOwnerAndMode(target, fresh));
        } catch (IOException e) {
            throw new ConteeException("cannot write " + FileFailure.shown(file) + ": " + FileFailure.reason(e), e);
        } catch (ConteeException e) {
            throw new ConteeException("cannot write " + FileFailure.shown(file) + ": " + e.getMessage(), e);
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
