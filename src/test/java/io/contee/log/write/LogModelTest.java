package io.contee.log.write;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.contee.log.format.Formats;
import io.contee.log.format.GuestBytes;
import io.contee.log.format.IoLogFormat;
import io.contee.log.format.LogBuffers;
import io.contee.log.format.RecordFormat;
import io.contee.log.read.LogDirectory;
import io.contee.model.LineEnd;
import io.contee.model.LogFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Logs against a model, the bytes that the guest printed: while disks fill, processes are killed, and the
 * kubelet renames files, no byte is lost but those that a kill may take, none stands twice, and the limit holds after
 * every single write.
 */
class LogModelTest {

    private static final int SIZE = 128 << 10;
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("uuuuMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Path temp;
    private final FakeClock clock = new FakeClock();
    private final FaultyDisk disk = new FaultyDisk();
    private final ThreadLocal<LogBuffers> memory = ThreadLocal.withInitial(LogBuffers::new);
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private String form = "";
    private int maxFiles;

    LogModelTest(@TempDir Path temp) {
        this.temp = temp;
    }

    @ParameterizedTest
    @CsvSource({
        "json,1,1000",
        "json,2,2",
        "json,3,0",
        "cri,1,1000",
        "cri,2,2",
        "cri,3,0",
        "cri,4,5",
        "iolog,1,1000",
        "iolog,2,2",
        "iolog,3,0",
        "raw,1,1000",
        "raw,2,2",
        "raw,3,0",
        "raw,4,5"
    })
    void keepsTheLatestOfWhatTheGuestPrinted(String format, long seed, int oldFiles) throws IOException {
        form = format;
        maxFiles = oldFiles;
        disk.afterWrite = this::checkLimit;
        Random random = new Random(seed);
        ConsoleLog log = open();
        int kills = 0;
        for (int step = 0; step < 300; step++) {
            clock.advance(Duration.ofMillis(random.nextInt(1500)));
            int deed = random.nextInt(20);
            if (deed < 12) {
                append(log, bytes(random, random.nextInt(random.nextInt(10) == 0 ? 70_000 : 3000)));
            } else if (deed < 15) {
                log.flushPartial();
            } else if (deed == 15) {
                disk.room = random.nextInt(20_000);
                append(log, bytes(random, 5000));
                disk.room = Long.MAX_VALUE;
            } else if (deed == 16) {
                log.close();
                log = open();
            } else if (deed == 17 && oldFiles > 0 && !isRaw()) {
                log.flushPartial();
                clock.advance(Duration.ofMinutes(1)); // nothing else has this name then
                Files.move(file(), temp.resolve("0.log." + STAMP.format(clock.instant())));
                log.reopen();
            } else if (deed == 18) {
                long before = Files.size(file());
                append(log, bytes(random, 2000));
                tear(random, before);
                log = open();
                forgetWhatWasTorn();
                kills++;
            }
            checkLimit();
        }
        log.close();
        assertThat(kills).isPositive();
        String kept = kept();
        assertThat(printed.toString(ISO_8859_1)).endsWith(kept);
        if (oldFiles == 1000) {
            assertThat(kept).isEqualTo(printed.toString(ISO_8859_1));
        }
        if (!isRaw()) {
            assertThat(times()).isSorted();
        }
    }

    private boolean isRaw() {
        return form.equals("raw");
    }

    private List<Instant> times() {
        List<Instant> times = new ArrayList<>();
        names().forEach(name -> files().records(name, format()).forEach(record -> times.add(record.time())));
        return times;
    }

    private void append(ConsoleLog log, byte[] bytes) {
        printed.writeBytes(bytes);
        ByteBuffer output = GuestBytes.direct(bytes, 0, bytes.length);
        boolean taken = false;
        while (!taken) {
            try {
                log.append(output);
                taken = true;
            } catch (IOException e) {
                disk.room = Long.MAX_VALUE;
            }
        }
    }

    /** A process that is killed leaves what it had written so far, and the next write at most in part. */
    private void tear(Random random, long before) throws IOException {
        long size = Files.size(file());
        if (size > before) {
            try (FileChannel file = FileChannel.open(file(), StandardOpenOption.WRITE)) {
                file.truncate(before + random.nextLong(size - before + 1));
            }
        }
    }

    private void forgetWhatWasTorn() {
        String all = printed.toString(ISO_8859_1);
        String kept = kept();
        int lost = maxFiles == 1000 ? all.length() - kept.length() : 0;
        while (!all.regionMatches(all.length() - lost - kept.length(), kept, 0, kept.length())) {
            lost++;
            assertThat(lost).as("bytes lost by a kill").isLessThan(80_000);
        }
        printed.reset();
        printed.writeBytes(all.substring(0, all.length() - lost).getBytes(ISO_8859_1));
    }

    private void checkLimit() {
        assertThat(files().sum()).isLessThanOrEqualTo((long) SIZE * (1 + maxFiles));
        assertThat(Path.of(temp.toString(), "0.log").toFile().length()).isLessThanOrEqualTo(SIZE);
    }

    /** Any bytes that come back as they are from every format. */
    private static byte[] bytes(Random random, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (random.nextInt(60) == 0 ? '\n' : random.nextInt(128));
        }
        return bytes;
    }

    private String kept() {
        StringBuilder kept = new StringBuilder();
        for (String name : names()) {
            if (isRaw()) {
                kept.append(new String(files().bytes(name), ISO_8859_1));
                continue;
            }
            files().records(name, format()).forEach(record -> kept.append(new String(record.content(), ISO_8859_1)));
        }
        return kept.toString();
    }

    private ConsoleLog open() throws IOException {
        if (isRaw()) {
            Backups numbered = new NumberedBackups(file(), maxFiles);
            return new RawLog(RotatingFile.open(file(), new FileRules(SIZE, maxFiles), numbered, disk), clock);
        }
        Backups backups = new StampedBackups(file(), maxFiles, clock);
        RotatingFile file = RotatingFile.open(file(), new FileRules(SIZE, maxFiles), backups, disk);
        return new RecordLog(format(), memory, file, SIZE, clock);
    }

    private RecordFormat format() {
        return switch (form) {
            case "json" -> Formats.of(LogFormat.JSON, LineEnd.KEEP);
            case "cri" -> Formats.of(LogFormat.CRI, LineEnd.KEEP);
            default -> new IoLogFormat();
        };
    }

    private Path file() {
        return temp.resolve("0.log");
    }

    private LogDirectory files() {
        return new LogDirectory(temp);
    }

    /** The files' names, oldest first. */
    private List<String> names() {
        List<String> names = new ArrayList<>(files().names());
        names.remove("0.log");
        if (isRaw()) {
            names.sort(Comparator.comparingInt((String name) -> Integer.parseInt(name.substring("0.log.".length())))
                    .reversed());
        }
        names.add("0.log");
        return names;
    }
}
