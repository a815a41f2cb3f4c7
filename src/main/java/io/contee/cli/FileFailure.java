package io.contee.cli;

import io.contee.model.ConteeException;
import io.contee.model.OneLine;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;

/** Words for a message about a file. */
final class FileFailure {

    private FileFailure() {}

    /** The path, fit for a message of one line. */
    static String shown(Path file) {
        return OneLine.of(file.toString());
    }

    /** Returns why an operation on a file failed, without the file's name, which the message has already. */
    static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "there is no such file";
        }
        if (e instanceof AccessDeniedException) {
            return "permission is denied";
        }
        if (e instanceof FileSystemException failure) {
            return OneLine.of(Objects.requireNonNullElse(failure.getReason(), "it failed"));
        }
        return OneLine.of(ConteeException.reason(e));
    }
}
