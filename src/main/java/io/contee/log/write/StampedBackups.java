package io.contee.log.write;

import io.contee.log.RotatedNames;
import io.contee.log.RotatedNames.Found;
import io.contee.log.RotatedNames.Stamped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Old files that are named as the kubelet does it. Another one in the same second, or after a clock was set back, gets
 * the name after the newest. The kubelet's own files, compressed or not, count like contee's.
 */
final class StampedBackups implements Backups {

    private final RotatedNames names;
    private final int maxFiles;
    private final InstantSource clock;

    StampedBackups(Path log, int maxFiles, InstantSource clock) {
        this.names = new RotatedNames(log);
        this.maxFiles = maxFiles;
        this.clock = clock;
    }

    @Override
    public int maxFiles() {
        return maxFiles;
    }

    @Override
    public void retire(Path current) throws IOException {
        NavigableMap<Stamped, Path> files = files();
        int surplus = files.size() - Math.max(1, maxFiles) + 1;
        for (Path oldest : files.values().stream().limit(Math.max(0, surplus)).toList()) {
            Removal.remove(oldest);
        }
        if (maxFiles == 0) {
            Removal.remove(current);
        } else {
            Files.move(current, names.path(next(files)));
        }
    }

    @Override
    public List<Path> newestFirst() throws IOException {
        List<Path> paths = new ArrayList<>(files().values());
        Collections.reverse(paths);
        return paths;
    }

    private NavigableMap<Stamped, Path> files() throws IOException {
        NavigableMap<Stamped, Path> files = new TreeMap<>();
        for (Found old : names.list()) {
            if (old.name() instanceof Stamped name) {
                files.put(name, old.path());
            }
        }
        return files;
    }

    private Stamped next(NavigableMap<Stamped, Path> files) {
        Stamped now = Stamped.at(clock.instant());
        return files.isEmpty() || files.lastKey().second().compareTo(now.second()) < 0
                ? now
                : files.lastKey().next();
    }
}
