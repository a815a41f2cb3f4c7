package io.contee.log.write;

import io.contee.log.RotatedNames;
import io.contee.log.RotatedNames.Found;
import io.contee.log.RotatedNames.Numbered;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Old files that are numbered as virtlogd does it. */
final class NumberedBackups implements Backups {

    private static final List<Boolean> FORMS = List.of(false, true);

    private final RotatedNames names;
    private final int maxFiles;

    NumberedBackups(Path log, int maxFiles) {
        this.names = new RotatedNames(log);
        this.maxFiles = maxFiles;
    }

    @Override
    public int maxFiles() {
        return maxFiles;
    }

    /** A file beyond the last number would never be reached by a rotation. */
    @Override
    public void trim(long maxBytes) throws IOException {
        for (List<Path> files : byNumber().tailMap(maxFiles).values()) {
            for (Path file : files) {
                Removal.remove(file);
            }
        }
        Backups.super.trim(maxBytes);
    }

    @Override
    public void retire(Path current) throws IOException {
        if (maxFiles == 0) {
            Removal.remove(current);
            return;
        }
        int free = 0;
        while (free < maxFiles - 1 && exists(free)) {
            free++;
        }
        for (boolean compressed : FORMS) {
            // Unlinked first: renaming over a file is much slower on ext4.
            Removal.remove(numbered(free, compressed));
        }
        for (int i = free; i > 0; i--) {
            for (boolean compressed : FORMS) {
                if (exists(numbered(i - 1, compressed))) {
                    Files.move(numbered(i - 1, compressed), numbered(i, compressed));
                }
            }
        }
        Files.move(current, numbered(0, false));
    }

    private boolean exists(int number) {
        return exists(numbered(number, false)) || exists(numbered(number, true));
    }

    private static boolean exists(Path file) {
        return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
    }

    private Path numbered(int number, boolean compressed) {
        return names.path(new Numbered(number, compressed));
    }

    @Override
    public List<Path> newestFirst() throws IOException {
        return byNumber().values().stream().flatMap(List::stream).toList();
    }

    private SortedMap<Integer, List<Path>> byNumber() throws IOException {
        SortedMap<Integer, List<Path>> files = new TreeMap<>();
        for (Found old : names.list()) {
            if (old.name() instanceof Numbered name) {
                files.computeIfAbsent(name.number(), n -> new ArrayList<>()).add(old.path());
            }
        }
        return files;
    }
}
