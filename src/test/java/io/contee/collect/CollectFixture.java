package io.contee.collect;

import io.contee.config.ConteeConfig;
import io.contee.log.GuestDirs;
import io.contee.log.write.ConsoleLog;
import io.contee.log.write.EventLog;
import io.contee.log.write.LogFactory;
import io.contee.model.ByteSize;
import io.contee.model.ConsoleId;
import io.contee.model.DomainId;
import io.contee.model.Layout.LogDir;
import io.contee.model.LogFileMode;
import io.contee.model.LogPolicy;
import io.contee.model.PodRef;
import io.contee.model.ServedConsole;
import io.contee.testing.ShortTempDir;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** A host's logs and what is collected of them, in a directory of its own, with a clock that a test sets. */
final class CollectFixture implements AutoCloseable {

    static final Instant START = Instant.parse("2026-11-21T10:00:00Z");

    private final ShortTempDir temp = new ShortTempDir();
    final Path dataDir = temp.resolve("data");
    final Path logDir = temp.resolve("logs");
    final Path podLogDir = temp.resolve("pods");
    final Path qemuLogDir = temp.resolve("qemu");
    private final Map<String, String> settings = new HashMap<>();
    private Instant now = START;

    CollectFixture() {
        set("CONTEE_LOG_DIR", logDir.toString());
        set("CONTEE_POD_LOG_DIR", podLogDir.toString());
        set("CONTEE_COLLECT_DATA_DIR", dataDir.toString());
        set("CONTEE_COLLECT_QEMU_LOG_DIR", qemuLogDir.toString());
    }

    void set(String variable, String value) {
        settings.put(variable, value);
    }

    ConteeConfig config() {
        return ConteeConfig.load(write(temp.resolve("contee.yaml"), ""), settings);
    }

    Instant now() {
        return now;
    }

    void at(String time) {
        now = Instant.parse("2026-11-21T" + time + "Z");
    }

    LogCollector collector() {
        return LogCollector.open(config(), this::now);
    }

    /** Collects as a collector does that is started, and ended again. */
    boolean collect() {
        try (LogCollector collector = collector()) {
            return collector.collect();
        }
    }

    static Path write(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            return Files.writeString(
                    file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Opens the pod log of a guest's first console, as contee does when it serves it. */
    ConsoleLog serve(String guest, String namespace, int attempt, String maxSize) {
        ConsoleId console = new ConsoleId(new DomainId(new UUID(0, guest.hashCode()), guest), "serial0");
        PodRef pod = new PodRef(namespace, guest, "uid", "serial0");
        Path log = podLogDir.resolve(pod.directory()).resolve("serial0").resolve(attempt + ".log");
        ConsoleLog opened = new LogFactory(this::now).pod(log, new LogPolicy(ByteSize.parse(maxSize), 50));
        try (EventLog events = events()) {
            events.serves(new ServedConsole(console, 0, pod, Optional.of(log), logDir.resolve(guest + "/serial0.log")));
        }
        return opened;
    }

    ConsoleLog serve(String guest) {
        return serve(guest, "libvirt", 0, "1Mi");
    }

    EventLog events() {
        return new EventLog(new GuestDirs(new LogDir(logDir), List.of()), LogFileMode.DEFAULT, 1 << 20, this::now);
    }

    static void print(ConsoleLog log, String text) {
        try {
            log.append(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void end(ConsoleLog log) {
        try {
            log.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The windows of a guest by file name, with what they hold. */
    Map<String, String> windows(String guest) {
        Map<String, String> windows = new TreeMap<>();
        try (Stream<Path> files = Files.list(dataDir.resolve(guest))) {
            files.filter(file -> !file.getFileName().toString().startsWith("."))
                    .forEach(file -> windows.put(file.getFileName().toString(), content(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return windows;
    }

    /** What a guest printed on its first console, window after window. */
    String all(String guest) {
        StringBuilder all = new StringBuilder();
        windows(guest).forEach((name, content) -> all.append(name.startsWith("serial0") ? content : ""));
        return all.toString();
    }

    static String content(Path file) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            if (file.toString().endsWith(".gz")) {
                bytes = new GZIPInputStream(new ByteArrayInputStream(bytes)).readAllBytes();
            }
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void advance(Duration by) {
        now = now.plus(by);
    }

    @Override
    public void close() {
        temp.close();
    }
}
