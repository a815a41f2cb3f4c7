package io.contee.collect;

import io.contee.collect.WindowFiles.WindowFile;
import io.contee.config.CollectConfig;
import io.contee.model.Layout.DataDir;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/**
 * Deletes windows that are too old or beyond the size limit, oldest first, and the directories of guests without
 * windows or logs.
 */
final class Retention {

    private final Path dataDir;
    private final CollectConfig.Logs settings;

    Retention(Path dataDir, CollectConfig.Logs settings) {
        this.dataDir = dataDir;
        this.settings = settings;
    }

    /**
     * Applies the limits.
     *
     * @param guests the guests that have logs; the directories of others are deleted once they have no windows
     */
    void apply(Instant now, Collection<String> guests) throws IOException {
        List<WindowFile> files = WindowFiles.all(dataDir);
        long bytes = files.stream().mapToLong(WindowFile::size).sum();
        Instant oldest = now.minus(settings.keep());
        for (WindowFile file : files) {
            if (file.start().isBefore(oldest) || bytes > settings.maxSize().bytes()) {
                Files.deleteIfExists(file.path());
                bytes -= file.size();
            }
        }
        for (Path guest : WindowFiles.guests(dataDir)) {
            if (!guests.contains(guest.getFileName().toString())
                    && WindowFiles.of(guest).isEmpty()) {
                Files.delete(DataDir.collected(guest));
                Files.delete(guest);
            }
        }
    }
}
