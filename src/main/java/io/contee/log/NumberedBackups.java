package io.contee.log;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Old files named as virtlogd names them: {@code .0} the newest, {@code .1} the one before it, and so on. */
final class NumberedBackups implements Backups {

    private static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]{0,8}");

    private final Path log;
    private final int maxFiles;

    NumberedBackups(Path log, int maxFiles) {
        this.log = log;
        this.maxFiles = maxFiles;
    }

    @Override
    public void trim(long maxBytes) throws IOException {
        long bytes = 0;
        for (Map.Entry<Integer, Path> file : newestFirst().entrySet()) {
            bytes += Files.size(file.getValue());
            if (file.getKey() >= maxFiles || bytes > maxBytes) {
                Files.deleteIfExists(file.getValue());
            }
        }
    }

    @Override
    public void retire(Path current) throws IOException {
        if (maxFiles == 0) {
            Files.deleteIfExists(current);
            return;
        }
        int free = 0;
        while (free < maxFiles - 1 && Files.exists(numbered(free), LinkOption.NOFOLLOW_LINKS)) {
            free++;
        }
        // Unlinked first: renaming over a file is much slower on ext4.
        Files.deleteIfExists(numbered(free));
        for (int i = free; i > 0; i--) {
            Files.move(numbered(i - 1), numbered(i));
        }
        Files.move(current, numbered(0));
    }

    @Override
    public long bytes() throws IOException {
        long bytes = 0;
        for (Path file : newestFirst().values()) {
            bytes += Files.size(file);
        }
        return bytes;
    }

    @Override
    public long dropOldest() throws IOException {
        SortedMap<Integer, Path> files = newestFirst();
        if (files.isEmpty()) {
            return 0;
        }
        Path oldest = files.get(files.lastKey());
        long bytes = Files.size(oldest);
        Files.deleteIfExists(oldest);
        return bytes;
    }

    private Path numbered(int number) {
        return log.resolveSibling(log.getFileName() + "." + number);
    }

    private SortedMap<Integer, Path> newestFirst() throws IOException {
        SortedMap<Integer, Path> files = new TreeMap<>();
        String prefix = log.getFileName() + ".";
        try (DirectoryStream<Path> siblings =
                Files.newDirectoryStream(log.toAbsolutePath().getParent())) {
            for (Path sibling : siblings) {
                String name = sibling.getFileName().toString();
                if (name.startsWith(prefix)
                        && NUMBER.matcher(name.substring(prefix.length())).matches()) {
                    files.put(Integer.valueOf(name.substring(prefix.length())), sibling);
                }
            }
        }
        return files;
    }
}
