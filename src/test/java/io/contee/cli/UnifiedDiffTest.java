package io.contee.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.contee.testing.ShortTempDir;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class UnifiedDiffTest {

    /** What a file holds, one character a byte. */
    private record Change(String before, String after) {

        static Change of(String before, String after, Charset charset) {
            return new Change(
                    new String(before.getBytes(charset), ISO_8859_1), new String(after.getBytes(charset), ISO_8859_1));
        }
    }

    private static final List<String> GIT = List.of("git", "apply", "-p1");
    private static final List<String> PATCH = List.of("patch", "--quiet", "--fuzz=0", "-p1");

    private final ShortTempDir temp = new ShortTempDir();

    @AfterEach
    void cleanUp() {
        temp.close();
    }

    /** One patch of all changes, applied by git and by patch, must make each file what it is after its change. */
    private void assertApplies(Map<String, Change> changes) throws Exception {
        ByteArrayOutputStream diff = new ByteArrayOutputStream();
        changes.forEach((name, change) -> diff.writeBytes(UnifiedDiff.of(
                name, change.before().getBytes(ISO_8859_1), change.after().getBytes(ISO_8859_1))));
        for (List<String> tool : List.of(GIT, PATCH)) {
            Path directory = Files.createDirectory(temp.resolve(tool.get(0)));
            for (Map.Entry<String, Change> change : changes.entrySet()) {
                Path file = directory.resolve(change.getKey());
                Files.createDirectories(file.getParent());
                Files.writeString(file, change.getValue().before(), ISO_8859_1);
            }
            apply(tool, directory, diff.toByteArray());
            for (Map.Entry<String, Change> change : changes.entrySet()) {
                assertThat(Files.readString(directory.resolve(change.getKey()), ISO_8859_1))
                        .as("%s: %s", tool.get(0), change.getKey())
                        .isEqualTo(change.getValue().after());
            }
        }
    }

    private void apply(List<String> tool, Path directory, byte[] diff) throws IOException, InterruptedException {
        Path input = Files.write(temp.resolve("diff"), diff);
        ProcessBuilder builder = new ProcessBuilder(tool)
                .directory(directory.toFile())
                .redirectInput(input.toFile())
                .redirectErrorStream(true);
        // Else git would look for a repository around the directory.
        builder.environment().put("GIT_CEILING_DIRECTORIES", temp.path().toString());
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue())
                .as("%s said: %s\non %s", tool.get(0), output, input)
                .isZero();
    }

    @Test
    void isAsDiffMakesIt() {
        assertThat(new String(
                        UnifiedDiff.of(
                                "d/web.xml", "a\nb\nc\nd\ne\nf".getBytes(UTF_8), "a\nB\nc\nd\ne\nf\n".getBytes(UTF_8)),
                        UTF_8))
                .isEqualTo("""
                        --- a/d/web.xml
                        +++ b/d/web.xml
                        @@ -1,6 +1,6 @@
                         a
                        -b
                        +B
                         c
                         d
                         e
                        -f
                        \\ No newline at end of file
                        +f
                        """);
    }

    @Test
    void thereIsNoneWithoutADifference() {
        assertThat(UnifiedDiff.of("x", "a\nb".getBytes(UTF_8), "a\nb".getBytes(UTF_8)))
                .isEmpty();
        assertThat(UnifiedDiff.of("x", new byte[0], new byte[0])).isEmpty();
    }

    @Test
    void lineEndsAndEncodingsComeThrough() throws Exception {
        Map<String, Change> changes = new LinkedHashMap<>();
        String[][] texts = {
            {"a\r\nb\r\nc\r\n", "a\r\nB\r\nc\r\n"},
            {"a\r\nb\r\nc", "a\r\nb\r\nC"},
            {"a\nb", "a\nb\n"},
            {"a\nb\n", "a\nb"},
            {"a\r\nb\r", "a\r\nb\r\n"},
            {"one line", "another"},
            {"", "was empty\n"},
            {
                "\\ No newline at end of file\n--- a/x\n@@ -1 +1 @@\n",
                "\\ No newline at end of file\n+++ b/x\n@@ -1 +1 @@\n"
            },
            {"Büro\nü\u2028\u0085x\n", "Büro\nä\u2028\u0085x\n"},
            {"\uFEFF<a>\n\u0a0a\n</a>\n", "\uFEFF<b>\n\u0a0a\n</b>\n"},
        };
        for (int i = 0; i < texts.length; i++) {
            changes.put("utf-8/" + i, Change.of(texts[i][0], texts[i][1], UTF_8));
            changes.put("latin-1/" + i, Change.of(texts[i][0], texts[i][1], ISO_8859_1));
            changes.put("utf-16/" + i, Change.of(texts[i][0], texts[i][1], UTF_16LE));
        }
        assertApplies(changes);
    }

    @Test
    void anyNameComesThrough() throws Exception {
        Map<String, Change> changes = new LinkedHashMap<>();
        for (String name : List.of(
                "web.xml",
                "with space.xml",
                " x",
                "bücher.xml",
                "a\"b\\c.xml",
                "tab\tx.xml",
                "two\nlines\n+++ b/x",
                "\u001b[2J",
                "-x")) {
            changes.put("d/" + name, new Change("a\n", "b\n"));
        }
        assertApplies(changes);
    }

    @Test
    void anyChangeOfLinesComesThrough() throws Exception {
        Random random = new Random(1);
        Map<String, Change> changes = new LinkedHashMap<>();
        for (int i = 0; i < 300; i++) {
            List<String> lines = new ArrayList<>();
            for (int n = random.nextInt(40); n > 0; n--) {
                lines.add(line(random));
            }
            String before = text(lines, random);
            for (int n = random.nextInt(4); n >= 0; n--) {
                int at = random.nextInt(lines.size() + 1);
                if (random.nextBoolean() || at == lines.size()) {
                    lines.add(at, line(random));
                } else {
                    lines.remove(at);
                }
            }
            changes.put("d/" + i, new Change(before, lines.isEmpty() ? before : text(lines, random)));
        }
        assertApplies(changes);
    }

    private static String line(Random random) {
        return String.valueOf((char) ('a' + random.nextInt(4))) + (random.nextInt(4) == 0 ? "\r" : "");
    }

    private static String text(List<String> lines, Random random) {
        return String.join("\n", lines) + (random.nextBoolean() ? "\n" : "");
    }
}
