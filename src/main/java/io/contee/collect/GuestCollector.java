package io.contee.collect;

import io.contee.config.CollectConfig;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** Collects the logs of one guest. */
final class GuestCollector {

    private final Path directory;
    private final Instant begin;
    private final Windows windows;
    private final CollectConfig.Logs settings;

    /**
     * Makes a collector.
     *
     * @param directory the directory of the guest's windows
     * @param begin the time before which nothing is collected
     */
    GuestCollector(Path directory, Instant begin, Windows windows, CollectConfig.Logs settings) {
        this.directory = directory;
        this.begin = begin;
        this.windows = windows;
        this.settings = settings;
    }

    /**
     * Collects all sources up to the end of the last window that is over.
     *
     * @return the number of files written
     * @throws IOException if one cannot be read or written; what was collected so far stays, and the next call
     *     continues
     */
    int collect(List<LogSource> sources, Instant end) throws IOException {
        WindowFiles.makeDirectory(directory);
        GuestState state = GuestState.load(directory, begin, windows);
        recover(state);
        state.forgetFuture(end.plus(settings.every()), end.minus(settings.every()));
        int files = 0;
        for (LogSource source : sources) {
            if (state.of(source.name()).until().isBefore(end)) {
                try (SourceCollector collector =
                        new SourceCollector(directory, source, state, windows, settings, end)) {
                    files += collector.collect();
                }
            }
        }
        return files;
    }

    /** Renames the files that a killed collector had completed, and removes those that it had not. */
    private void recover(GuestState state) throws IOException {
        for (String file : state.pending()) {
            WindowWriter.name(directory.resolve(file));
        }
        try (DirectoryStream<Path> leftOvers = Files.newDirectoryStream(directory, ".*.part")) {
            for (Path leftOver : leftOvers) {
                Files.delete(leftOver);
            }
        }
    }
}
