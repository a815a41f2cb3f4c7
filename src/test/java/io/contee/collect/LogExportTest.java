package io.contee.collect;

import static io.contee.collect.CollectFixture.end;
import static io.contee.collect.CollectFixture.print;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.contee.log.write.ConsoleLog;
import io.contee.model.ConteeException;
import io.contee.model.NotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LogExportTest {

    private final CollectFixture host = new CollectFixture();
    private final List<String> progress = new ArrayList<>();

    @AfterEach
    void removeFiles() {
        host.close();
    }

    private LogExport.Packed export(Path archive, String since, String until) {
        return new LogExport(host.config())
                .write("web", Instant.parse(since), Instant.parse(until), archive, step -> progress.add(step.file()));
    }

    private static Map<String, String> read(Path archive) throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new GZIPInputStream(Files.newInputStream(archive)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                files.put(entry.getName(), new String(tar.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return files;
    }

    /** Prints at 10:10, 11:10 and 12:10, and collects the first two. */
    private void printAndCollect() {
        host.collect();
        host.at("10:10:00");
        ConsoleLog log = host.serve("web");
        print(log, "one\n");
        host.at("11:10:00");
        print(log, "two\n");
        host.at("12:00:05");
        host.collect();
        host.at("12:10:00");
        print(log, "three\n");
        end(log);
    }

    @Test
    void windowsAndWhatWasNotCollectedYetMakeUpTheWholeLog() throws IOException {
        printAndCollect();
        Path archive = host.dataDir.resolve("web.tar.gz");
        LogExport.Packed packed = export(archive, "1970-01-01T00:00:00Z", "2026-11-21T13:00:00Z");
        Map<String, String> files = read(archive);
        assertThat(files)
                .containsEntry("web/logs/serial0-20261121T100000Z.log", "one\n")
                .containsEntry("web/logs/serial0-20261121T110000Z.log", "two\n")
                .containsEntry("web/logs/serial0-rest.log", "three\n")
                .containsKeys("web/mem-stats.csv", "web/manifest.json");
        assertThat(files.get("web/manifest.json")).contains("\"guest\" : \"web\"", "the domain's XML: ");
        assertThat(packed.files()).isEqualTo(files.size());
        assertThat(progress).hasSize(files.size()).contains("logs/serial0-rest.log");
        try (Stream<Path> left = Files.list(host.dataDir)) {
            assertThat(left.map(file -> file.getFileName().toString())).noneMatch(name -> name.contains(".part"));
        }
    }

    @Test
    void onlyTheTimeThatIsAskedForIsPacked() throws IOException {
        printAndCollect();
        Path archive = host.dataDir.resolve("web.tar.gz");
        export(archive, "2026-11-21T11:00:00Z", "2026-11-21T12:10:00Z");
        assertThat(read(archive))
                .containsKey("web/logs/serial0-20261121T110000Z.log")
                .doesNotContainKeys("web/logs/serial0-20261121T100000Z.log", "web/logs/serial0-rest.log");
    }

    @Test
    void nothingIsWrittenThroughALinkAndQemusArgumentsStayHere() throws IOException {
        Files.createDirectories(host.dataDir);
        Path victim = Files.writeString(host.dataDir.resolve("victim"), "precious");
        Path archive = host.dataDir.resolve("web.tar.gz");
        Files.createSymbolicLink(host.dataDir.resolve(".web.tar.gz.part"), victim);
        Files.createSymbolicLink(host.dataDir.resolve(".web.tar.gz.part.entry"), victim);
        host.at("10:10:00");
        ConsoleLog log = host.serve("web");
        end(log);
        Files.createDirectories(host.config().collect().qemuLogDir());
        Files.writeString(host.config().collect().qemuLogDir().resolve("web.log"), """
                2026-11-21 10:10:00.000+0000: starting up libvirt version: 9.0.0
                /usr/bin/qemu \\
                -append 'token=x-not-real'
                """);
        export(archive, "1970-01-01T00:00:00Z", "2026-11-21T13:00:00Z");
        assertThat(victim).hasContent("precious");
        assertThat(read(archive).values()).noneMatch(text -> text.contains("not-real"));
        assertThat(read(archive).get("web/manifest.json"))
                .contains("\"logs/qemu-rest.log\" : [ \"-append\" ]", LogExport.UNCHANGED);
    }

    @Test
    void collectingGoesOnAsIfNothingHadBeenExported() {
        printAndCollect();
        export(host.dataDir.resolve("web.tar.gz"), "1970-01-01T00:00:00Z", "2026-11-21T13:00:00Z");
        host.at("13:00:05");
        host.collect();
        assertThat(host.all("web")).isEqualTo("one\ntwo\nthree\n");
    }

    @Test
    void aGuestThatNobodyKnowsIsReported() {
        host.collect();
        assertThatThrownBy(
                        () -> export(host.dataDir.resolve("x.tar.gz"), "1970-01-01T00:00:00Z", "2026-11-21T13:00:00Z"))
                .isInstanceOf(NotFoundException.class)
                .hasMessage("guest 'web' has left no log on this host: see 'contee list' and 'virsh list --all'");
    }

    @Test
    void anArchiveThatCannotBeWrittenIsReported() {
        printAndCollect();
        Path archive = host.dataDir.resolve("none/web.tar.gz");
        assertThatThrownBy(() -> export(archive, "1970-01-01T00:00:00Z", "2026-11-21T13:00:00Z"))
                .isInstanceOf(ConteeException.class)
                .hasMessage(
                        "cannot export guest 'web' to " + archive + ": " + archive.resolveSibling(".web.tar.gz.part")
                                + ": no such file or directory: see that there is room, and that you may write there and read"
                                + " the logs");
    }
}
