package io.contee.log.write;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Old files named as the kubelet names them, {@code <log>.YYYYMMDD-HHMMSS} in UTC. Another one in the same second, or
 * after a clock was set back, gets {@code _0001} and so on after the newest name, which sorts after {@code .gz} too.
 * The kubelet's own files, compressed or not, count like contee's.
 */
final class StampedBackups implements Backups {

    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("uuuuMMdd-HHmmss", Locale.ROOT);
    private static final Pattern SUFFIX = Pattern.compile("([0-9]{8}-[0-9]{6})(?:_([0-9]{4}))?(?:\\.gz)?");
    private static final int LAST_NUMBER = 9999;

    private final Path log;
    private final int maxFiles;
    private final InstantSource clock;

    StampedBackups(Path log, int maxFiles, InstantSource clock) {
        this.log = log;
        this.maxFiles = maxFiles;
        this.clock = clock;
    }

    @Override
    public int maxFiles() {
        return maxFiles;
    }

    @Override
    public void retire(Path current) throws IOException {
        List<Path> files = oldestFirst();
        for (int i = 0; i < files.size() && files.size() - i >= Math.max(1, maxFiles); i++) {
            Removal.remove(files.get(i));
        }
        if (maxFiles == 0) {
            Removal.remove(current);
        } else {
            Files.move(current, next(files));
        }
    }

    @Override
    public List<Path> newestFirst() throws IOException {
        List<Path> files = oldestFirst();
        Collections.reverse(files);
        return files;
    }

    private List<Path> oldestFirst() throws IOException {
        String prefix = log.getFileName() + ".";
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> siblings =
                Files.newDirectoryStream(log.toAbsolutePath().getParent())) {
            for (Path sibling : siblings) {
                String name = sibling.getFileName().toString();
                if (name.startsWith(prefix)
                        && SUFFIX.matcher(name.substring(prefix.length())).matches()) {
                    files.add(sibling);
                }
            }
        }
        Collections.sort(files);
        return files;
    }

    private Path next(List<Path> files) {
        LocalDateTime now = LocalDateTime.ofInstant(clock.instant(), ZoneOffset.UTC);
        String suffix = STAMP.format(now);
        if (!files.isEmpty()) {
            String newest = files.get(files.size() - 1).getFileName().toString();
            Matcher matcher =
                    SUFFIX.matcher(newest.substring(log.getFileName().toString().length() + 1));
            if (matcher.matches() && suffix.compareTo(matcher.group(1)) <= 0) {
                suffix = after(matcher.group(1), matcher.group(2) == null ? 0 : Integer.parseInt(matcher.group(2)));
            }
        }
        return log.resolveSibling(log.getFileName() + "." + suffix);
    }

    private static String after(String stamp, int number) {
        return number < LAST_NUMBER
                ? String.format(Locale.ROOT, "%s_%04d", stamp, number + 1)
                : STAMP.format(LocalDateTime.parse(stamp, STAMP).plusSeconds(1));
    }
}
