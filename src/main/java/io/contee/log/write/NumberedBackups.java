package io.contee.log.write;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Old files named as virtlogd names them: {@code .0} the newest, {@code .1} the one before it, and so on, or {@code
 * .0.gz} and so on.
 */
final class NumberedBackups implements Backups {

    private static final Pattern NUMBER = Pattern.compile("(0|[1-9][0-9]{0,8})(\\.gz)?");
    private static final List<String> ENDINGS = List.of("", GZIP);

    private final Path log;
    private final int maxFiles;

    NumberedBackups(Path log, int maxFiles) {
        this.log = log;
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
        for (String ending : ENDINGS) {
            // Unlinked first: renaming over a file is much slower on ext4.
            Removal.remove(numbered(free, ending));
        }
        for (int i = free; i > 0; i--) {
            for (String ending : ENDINGS) {
                if (exists(numbered(i - 1, ending))) {
                    Files.move(numbered(i - 1, ending), numbered(i, ending));
                }
            }
        }
        Files.move(current, numbered(0, ""));
    }

    private boolean exists(int number) {
        return exists(numbered(number, "")) || exists(numbered(number, GZIP));
    }

    private static boolean exists(Path file) {
        return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
    }

    private Path numbered(int number, String ending) {
        return log.resolveSibling(log.getFileName() + "." + number + ending);
    }

    @Override
    public List<Path> newestFirst() throws IOException {
        return byNumber().values().stream().flatMap(List::stream).toList();
    }

    private SortedMap<Integer, List<Path>> byNumber() throws IOException {
        SortedMap<Integer, List<Path>> files = new TreeMap<>();
        String prefix = log.getFileName() + ".";
        try (DirectoryStream<Path> siblings =
                Files.newDirectoryStream(log.toAbsolutePath().getParent())) {
            for (Path sibling : siblings) {
                String name = sibling.getFileName().toString();
                Matcher number = NUMBER.matcher(name.startsWith(prefix) ? name.substring(prefix.length()) : "");
                if (number.matches()) {
                    files.computeIfAbsent(Integer.valueOf(number.group(1)), n -> new ArrayList<>())
                            .add(sibling);
                }
            }
        }
        return files;
    }
}
