package io.contee.log.read;

import io.contee.log.LogFiles;
import io.contee.log.PodLogPath;
import io.contee.log.format.RecordDecoder;
import io.contee.model.ConteeException;
import io.contee.model.NotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Opens readers at the requested place, and retries if files are rotated meanwhile. */
final class ReaderOpener {

    private static final int ATTEMPTS = 100;

    private ReaderOpener() {}

    /**
     * Opens a log.
     *
     * @param what the log's name in messages
     * @param former other directories that have earlier attempts of the log
     * @param decoders makes a decoder for each file
     * @throws NotFoundException if the log does not exist
     * @throws ConteeException if it cannot be read
     */
    static LogReader open(
            String what,
            Path log,
            List<Path> former,
            Supplier<RecordDecoder> decoders,
            ReadOptions options,
            BooleanSupplier mayGrow) {
        try {
            LogFiles files =
                    new LogFiles(PodLogPath.since(log, former, options.cursor().map(LogCursor::log)));
            for (int i = 0; i < ATTEMPTS; i++) {
                try {
                    return open(files, decoders, options, options.follow() ? mayGrow : () -> false);
                } catch (RotatedException e) {
                    // The next attempt lists the files again.
                }
            }
            throw new ConteeException("cannot read the " + what + " " + log + ": it is rotated too fast; try again");
        } catch (NoSuchFileException | NotDirectoryException e) {
            throw new NotFoundException("there is no " + what + " " + log
                    + ": the guest has not been started with contee, or its log was removed");
        } catch (IOException e) {
            throw new ConteeException(
                    "cannot read the " + what + " " + log + ": " + ConteeException.reason(log, e)
                            + "; see that you may read it",
                    e);
        }
    }

    private static LogReader open(
            LogFiles files, Supplier<RecordDecoder> decoders, ReadOptions options, BooleanSupplier mayGrow)
            throws IOException {
        List<LogFiles.Entry> list = files.list();
        if (list.isEmpty()) {
            throw new NoSuchFileException("");
        }
        LogFiles.Entry last = list.get(list.size() - 1);
        CursorSearch.Found start = new ReadStart(decoders, options).find(list);
        LogScan scan = new LogScan(files, decoders, list, start.place());
        Optional<LogFiles.Entry> lastFile =
                options.follow() || last.compressed() ? Optional.empty() : Optional.of(last);
        return new LogReader(scan, options, mayGrow, lastFile, start.notice());
    }
}
