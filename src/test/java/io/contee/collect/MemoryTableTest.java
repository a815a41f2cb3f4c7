package io.contee.collect;

import static org.assertj.core.api.Assertions.assertThat;

import io.contee.libvirt.MemoryFigures;
import io.contee.log.RotatedNames;
import io.contee.model.Layout.DataDir;
import io.contee.testing.CsvTable;
import io.contee.testing.ShortTempDir;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MemoryTableTest {

    private static final MemoryFilter ALL = new MemoryFilter(Set.of(), Optional.empty(), Optional.empty());
    private static final Instant START = Instant.parse("2026-11-21T10:00:00Z");

    private final ShortTempDir temp = new ShortTempDir();
    private final Path file = new DataDir(temp.path()).memory();
    private MemoryTable table = new MemoryTable(temp.path(), 1 << 20, 2);

    @BeforeEach
    void open() {
        table = new MemoryTable(temp.path(), 1 << 20, 2);
    }

    @AfterEach
    void close() {
        table.close();
        temp.close();
    }

    private static MemoryRow row(int second, String name) {
        OptionalLong none = OptionalLong.empty();
        return new MemoryRow(
                START.plusSeconds(second),
                "libvirt",
                new MemoryFigures(
                        new UUID(0, name.hashCode()),
                        name,
                        OptionalLong.of(1000 + second),
                        OptionalLong.of(2000),
                        none,
                        none,
                        none,
                        none,
                        OptionalLong.of(7)));
    }

    private void add(int second, String... names) throws IOException {
        table.append(List.of(names).stream().map(name -> row(second, name)).toList());
    }

    private String read(MemoryFilter filter) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (MemorySnapshot snapshot = table.snapshot()) {
            snapshot.copyTo(out, filter);
            if (filter.equals(ALL)) {
                assertThat(snapshot.size()).isEqualTo(out.size());
            }
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void isReadByAnyParserWhateverTheGuestsAreCalled() throws IOException {
        String name = "a \"guest\", with; everything\u00e9'";
        add(5, name);
        CSVRecord row = CsvTable.rows(read(ALL)).get(0);
        assertThat(row.get("timestamp")).isEqualTo("2026-11-21T10:00:05.000Z");
        assertThat(row.get("namespace")).isEqualTo("libvirt");
        assertThat(row.get("vm")).isEqualTo(name);
        assertThat(row.get("uuid")).isEqualTo(new UUID(0, name.hashCode()).toString());
        assertThat(row.get("rss_bytes")).isEqualTo("1005");
        assertThat(row.get("balloon_bytes")).isEqualTo("2000");
        assertThat(row.get("available_bytes")).isEmpty();
        assertThat(row.get("major_faults")).isEqualTo("7");
        assertThat(Files.readString(file)).isEqualTo(read(ALL)).endsWith("7\r\n");
    }

    @Test
    void aTornLastLineIsCutOffAndTheTableGoesOn() throws IOException {
        add(1, "web");
        table.close();
        Files.writeString(file, "2026-11-21T10:00:02Z,libvirt,w", StandardOpenOption.APPEND);
        open();
        assertThat(CsvTable.rows(read(ALL))).hasSize(1);
        add(3, "web");
        assertThat(CsvTable.rows(Files.readString(file)))
                .extracting(row -> row.get("timestamp"))
                .containsExactly("2026-11-21T10:00:01.000Z", "2026-11-21T10:00:03.000Z");
    }

    @Test
    void aTornHeaderIsWrittenAnew() throws IOException {
        Files.writeString(file, "timestamp,name");
        add(1, "web");
        assertThat(CsvTable.rows(Files.readString(file))).hasSize(1);
    }

    @Test
    void aTableWithOtherColumnsIsPutAside() throws IOException {
        Files.writeString(file, "time,rss\r\n1,2\r\n");
        add(1, "web");
        assertThat(CsvTable.rows(read(ALL))).hasSize(1);
        assertThat(new RotatedNames(file).numbered(0)).hasContent("time,rss\r\n1,2\r\n");
    }

    @Test
    void filesStayWithinTheirLimitsAndAreReadAsOne() throws IOException {
        table = new MemoryTable(temp.path(), 1000, 2);
        for (int i = 0; i < 100; i++) {
            add(i, "web");
            assertThat(Files.size(file)).isLessThanOrEqualTo(1000);
        }
        assertThat(new RotatedNames(file).numbered(1)).exists();
        assertThat(new RotatedNames(file).numbered(2)).doesNotExist();
        List<CSVRecord> rows = CsvTable.rows(read(ALL));
        int first = 100 - rows.size();
        assertThat(rows)
                .extracting(row -> row.get("rss_bytes"))
                .containsExactlyElementsOf(IntStream.range(first, 100)
                        .mapToObj(i -> Integer.toString(1000 + i))
                        .toList());
        assertThat(rows.size()).isGreaterThan(15);
    }

    @Test
    void aSnapshotStaysWhileTheTableIsRotatedUnderIt() throws IOException {
        table = new MemoryTable(temp.path(), 1000, 0);
        add(1, "web");
        try (MemorySnapshot snapshot = table.snapshot()) {
            for (int i = 2; i < 50; i++) {
                add(i, "web");
            }
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            snapshot.copyTo(out, ALL);
            assertThat(CsvTable.rows(out.toString(StandardCharsets.UTF_8)))
                    .extracting(row -> row.get("rss_bytes"))
                    .containsExactly("1001");
        }
    }

    @Test
    void rowsAreChosenByGuestAndTime() throws IOException {
        for (int i = 0; i < 5; i++) {
            add(i, "web", "a,b");
        }
        MemoryFilter filter =
                new MemoryFilter(Set.of("a,b"), Optional.of(START.plusSeconds(1)), Optional.of(START.plusSeconds(3)));
        assertThat(CsvTable.rows(read(filter)))
                .extracting(row -> row.get("vm") + row.get("rss_bytes"))
                .containsExactly("a,b1001", "a,b1002");
    }
}
