package io.contee.collect;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.contee.libvirt.MemoryFigures;
import io.contee.model.ConteeException;
import io.contee.model.Layout.DataDir;
import io.contee.testing.LogCapture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MemoryCollectorTest {

    private final CollectFixture host = new CollectFixture();
    private final LogCapture messages = new LogCapture(MemoryCollector.class);
    private final List<String> running = new ArrayList<>();
    private boolean libvirtAnswers = true;

    @BeforeEach
    void makeDirectory() throws IOException {
        Files.createDirectories(host.dataDir);
    }

    @AfterEach
    void removeFiles() {
        messages.close();
        host.close();
    }

    private MemoryCollector collector() {
        return new MemoryCollector(
                host.config().collect(),
                this::sample,
                guest -> guest.startsWith("blue") ? "blue" : "libvirt",
                host::now,
                () -> {});
    }

    private List<MemoryFigures> sample() {
        if (!libvirtAnswers) {
            throw new ConteeException("libvirt is away");
        }
        OptionalLong none = OptionalLong.empty();
        return running.stream()
                .map(name -> new MemoryFigures(
                        new UUID(0, 1), name, OptionalLong.of(4096), none, none, none, none, none, none))
                .toList();
    }

    private List<String> rows() throws IOException {
        Path table = new DataDir(host.dataDir).memory();
        return Files.exists(table)
                ? Files.readAllLines(table).stream()
                        .skip(1)
                        .map(row -> row.replaceAll(",0{8}-.*", ""))
                        .toList()
                : List.of();
    }

    @Test
    void aRowForEachGuestHasTheTimeOfTheAsking() throws IOException {
        running.addAll(List.of("blue-1", "web"));
        try (MemoryCollector collector = collector()) {
            collector.collect();
        }
        assertThat(rows())
                .containsExactly("2026-11-21T10:00:00.000Z,blue,blue-1", "2026-11-21T10:00:00.000Z,libvirt,web");
    }

    @Test
    void onlyGuestsOfTheNamespaceCountAndThatThereIsNoneIsReportedOnce() throws IOException {
        host.set("CONTEE_COLLECT_NAMESPACE", "blue");
        running.add("web");
        try (MemoryCollector collector = collector()) {
            collector.collect();
            collector.collect();
            assertThat(rows()).isEmpty();
            running.add("blue-1");
            collector.collect();
            assertThat(rows()).hasSize(1);
        }
        assertThat(messages.texts(Level.WARN)).containsExactly("no guest of namespace 'blue' runs; 1 of others do");
        assertThat(messages.texts(Level.INFO)).contains("guests of the namespace run again");
    }

    @Test
    void goesOnWhenLibvirtIsBack() throws IOException {
        running.add("web");
        libvirtAnswers = false;
        try (MemoryCollector collector = collector()) {
            collector.collect();
            collector.collect();
            assertThat(messages.texts(Level.WARN))
                    .containsExactly("cannot collect memory figures: libvirt is away; it is tried again");
            libvirtAnswers = true;
            collector.collect();
        }
        assertThat(rows()).hasSize(1);
        assertThat(messages.texts(Level.INFO)).contains("memory figures are available again");
    }

    @Test
    void goesOnWhenTheTableCanBeWrittenAgain() throws IOException {
        running.add("web");
        Path inTheWay = Files.createDirectory(new DataDir(host.dataDir).memory());
        try (MemoryCollector collector = collector()) {
            collector.collect();
            collector.collect();
            assertThat(messages.texts(Level.WARN))
                    .singleElement()
                    .asString()
                    .startsWith("cannot write the table of memory figures: ");
            Files.delete(inTheWay);
            collector.collect();
        }
        assertThat(rows()).hasSize(1);
    }
}
