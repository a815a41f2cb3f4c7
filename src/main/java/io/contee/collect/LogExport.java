package io.contee.collect;

import io.contee.collect.WindowFiles.WindowFile;
import io.contee.config.ConteeConfig;
import io.contee.libvirt.LibvirtInventory;
import io.contee.libvirt.LibvirtInventory.HostDomain;
import io.contee.libvirt.LibvirtVersion;
import io.contee.log.AtomicFile;
import io.contee.model.ConteeException;
import io.contee.model.DomainId;
import io.contee.model.NotFoundException;
import io.contee.model.OneLine;
import io.contee.model.Version;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Packs what a bug report needs of a guest into an archive: its collected windows, log records not collected yet, its
 * memory figures, its XML and QEMU's log (both with possible secrets redacted), and a manifest that lists what is
 * missing and what was redacted. The guest's output is packed unchanged. The collected files are not modified.
 */
public final class LogExport {

    /** The warning about unredacted content. */
    public static final String UNCHANGED =
            "the console logs and events hold what the guest printed, as it is: read them before you pass them on";

    private static final Duration LIBVIRT_LIMIT = Duration.ofSeconds(10);
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private final ConteeConfig config;
    private final GuestSources sources;

    /** Makes an export of the data collected and logged on this host. */
    public LogExport(ConteeConfig config) {
        this.config = config;
        this.sources = new GuestSources(config, Optional.empty());
    }

    /**
     * The result of an export.
     *
     * @param files the number of packed files
     * @param bytes their total size in bytes
     * @param notes what was not available, each in a line
     */
    public record Packed(int files, long bytes, List<String> notes) {}

    /**
     * Writes the archive, a tar compressed by gzip. It is renamed to its name when it is complete.
     *
     * @param since the time before which nothing is packed, where times are known
     * @param until the time from which on nothing is packed
     * @param progress is notified of each packed file and of the bytes packed so far
     * @throws NotFoundException if the guest has left nothing
     * @throws ConteeException if the name is not valid, something cannot be read, or the archive cannot be written
     */
    public Packed write(String guest, Instant since, Instant until, Path archive, Consumer<Progress> progress) {
        var unused = new DomainId(new UUID(0, 0), guest); // throws if the name is not valid, and says why
        Path absolute = archive.toAbsolutePath();
        Path directory = Objects.requireNonNull(absolute.getParent(), "the root is no file");
        Path unfinished = AtomicFile.beside(directory.resolve(absolute.getFileName()));
        List<LogSource> logs = sources.of(guest);
        try {
            List<WindowFile> windows = windows(guest, since, until);
            if (logs.isEmpty() && windows.isEmpty()) {
                throw new NotFoundException("guest " + OneLine.quoted(guest)
                        + " has left no log on this host: see 'contee list' and 'virsh list --all'");
            }
            try (ExportArchive out = new ExportArchive(guest, unfinished, progress)) {
                pack(guest, since, until, windows, logs, out);
                out.complete();
                AtomicFile.rename(unfinished, absolute);
                return new Packed(out.files(), out.bytes(), List.copyOf(out.missing()));
            } finally {
                Files.deleteIfExists(unfinished);
            }
        } catch (IOException e) {
            throw new ConteeException(
                    "cannot export guest " + OneLine.quoted(guest) + " to " + archive + ": " + DataFailure.reason(e)
                            + ": see that there is room, and that you may write there and read the logs",
                    e);
        }
    }

    /**
     * The progress of an export.
     *
     * @param file the file that was packed last
     * @param bytes the number of bytes packed so far
     */
    public record Progress(String file, long bytes) {}

    private List<WindowFile> windows(String guest, Instant since, Instant until) throws IOException {
        Windows windows = new Windows(config.collect().logs().every());
        return WindowFiles.of(config.collect().dataDir().resolve(guest)).stream()
                .filter(file -> file.start().isBefore(until))
                .filter(file -> windows.endOf(file.start()).isAfter(since))
                .toList();
    }

    private void pack(
            String guest,
            Instant since,
            Instant until,
            List<WindowFile> windows,
            List<LogSource> logs,
            ExportArchive out)
            throws IOException {
        for (WindowFile window : windows) {
            if (window.source().equals(LogSource.QEMU)) {
                packQemuWindow(window.path(), out);
            } else {
                out.add("logs/" + window.path().getFileName(), window.path());
            }
        }
        GuestState state = GuestState.load(
                config.collect().dataDir().resolve(guest),
                since,
                new Windows(config.collect().logs().every()));
        for (LogSource source : logs) {
            packRest(source, state, since, until, out);
        }
        out.add("mem-stats.csv", stream -> {
            try (MemorySnapshot table = MemoryTable.read(config.collect().dataDir())) {
                table.copyTo(stream, new MemoryFilter(Set.of(guest), Optional.of(since), Optional.of(until)));
            }
        });
        Map<String, Object> manifest = new LinkedHashMap<>();
        manifest.put("guest", guest);
        manifest.put("namespace", sources.namespaceOf(guest));
        manifest.put("since", since.toString());
        manifest.put("until", until.toString());
        manifest.put("contee", Version.own());
        packXml(guest, manifest, out);
        manifest.put(
                "missing",
                out.missing().stream().map(Addresses::withoutCredentials).toList());
        manifest.put("redacted", out.redacted());
        manifest.put("unchanged", UNCHANGED);
        byte[] text = JSON.writeValueAsBytes(manifest);
        out.add("manifest.json", stream -> stream.write(text));
    }

    /** Packs the part of a source that was not collected yet. */
    private static void packRest(LogSource source, GuestState state, Instant since, Instant until, ExportArchive out)
            throws IOException {
        SourceState known = state.of(source.name());
        for (int i = 0; i < source.parts().size(); i++) {
            LogPart part = source.parts().get(i);
            String name = "logs/" + source.name() + (i == 0 ? "" : "-" + i) + "-rest" + source.suffix();
            try (PartReader reader = new PartReader(part, part.open(known.cursor(part), since), Instant.MAX)) {
                skipOthers(reader, since, until);
                if (reader.head().isPresent()) {
                    out.add(name, stream -> {
                        QemuLog qemu = new QemuLog(stream);
                        for (; reader.head().isPresent(); skipOthers(reader, since, until)) {
                            if (part.kind() == LogPart.Kind.QEMU) {
                                qemu.write(reader.head().get().text());
                            } else {
                                reader.head().get().writeTo(stream);
                            }
                            reader.advance();
                        }
                        out.note(name, qemu.redacted());
                    });
                }
                reader.drainNotices().forEach(notice -> out.addMissing(source.name() + ": " + notice));
            } catch (NotFoundException e) {
                out.addMissing(e.getMessage());
            }
        }
    }

    /** Skips the records outside the requested time. */
    private static void skipOthers(PartReader reader, Instant since, Instant until) throws IOException {
        while (reader.head().isPresent()
                && reader.head().get().hasTime()
                && (reader.hasBefore(since) || !reader.hasBefore(until))) {
            reader.advance();
        }
    }

    /** Packs a window of QEMU's log uncompressed, with possible secrets redacted. */
    private static void packQemuWindow(Path window, ExportArchive out) throws IOException {
        String file = window.getFileName().toString();
        boolean gzip = file.endsWith(".gz");
        String name = "logs/" + (gzip ? file.substring(0, file.length() - ".gz".length()) : file);
        out.add(name, stream -> {
            QemuLog qemu = new QemuLog(stream);
            try (InputStream disk = Files.newInputStream(window);
                    BufferedReader lines = new BufferedReader(
                            new InputStreamReader(gzip ? new GZIPInputStream(disk) : disk, StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    qemu.write(line + "\n");
                }
            }
            out.note(name, qemu.redacted());
        });
    }

    /** Writes QEMU's log with possible secrets redacted. */
    private static final class QemuLog {

        private final QemuLogRedaction redaction = new QemuLogRedaction();
        private final OutputStream out;

        QemuLog(OutputStream out) {
            this.out = out;
        }

        void write(String line) throws IOException {
            int end = line.endsWith("\n") ? line.length() - 1 : line.length();
            Optional<String> left = redaction.line(line.substring(0, end));
            if (left.isPresent()) {
                out.write((left.get() + line.substring(end)).getBytes(StandardCharsets.UTF_8));
            }
        }

        List<String> redacted() {
            return redaction.redacted();
        }
    }

    private void packXml(String guest, Map<String, Object> manifest, ExportArchive out) throws IOException {
        LibvirtInventory host;
        try {
            host = LibvirtInventory.read(config.libvirtUri(), LIBVIRT_LIMIT);
        } catch (ConteeException e) {
            out.addMissing("the domain's XML: " + e.getMessage());
            return;
        }
        manifest.put("libvirt", host.libvirt().toString());
        manifest.put("qemu", host.qemu().map(LibvirtVersion::toString).orElse("unknown"));
        Optional<HostDomain> domain = host.domains().stream()
                .filter(candidate -> candidate.name().equals(guest))
                .findFirst();
        if (domain.isEmpty()) {
            out.addMissing("the domain's XML: libvirt has no domain of that name any more");
            return;
        }
        addText("domain-live.xml", domain.get().live(), out);
        addText("domain.xml", domain.get().definition(), out);
    }

    private static void addText(String name, Optional<String> text, ExportArchive out) throws IOException {
        if (text.isEmpty()) {
            return;
        }
        XmlRedaction.Redacted redacted;
        try {
            redacted = XmlRedaction.of(text.get());
        } catch (ConteeException e) {
            out.addMissing(name + ": " + e.getMessage());
            return;
        }
        out.add(name, stream -> stream.write(redacted.text().getBytes(StandardCharsets.UTF_8)));
        out.note(name, redacted.places());
    }
}
