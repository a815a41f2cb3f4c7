package io.contee.log.write;

import static org.assertj.core.api.Assertions.assertThat;

import io.contee.log.read.LogDirectory;
import io.contee.log.read.LogReader;
import io.contee.log.read.ReadOptions;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process is killed as by kill -9, again and again, while it writes logs of every form. */
class KilledWriterTest {

    private static final int KILLS = 4;

    /** Of a line that a kill tore only the beginning is there; in a raw log the next run's first line follows it. */
    private static final Pattern LINE = Pattern.compile("<([0-9]+)-([0-9]+) x*\n");

    private final Path temp;

    KilledWriterTest(@TempDir Path temp) {
        this.temp = temp;
    }

    @Test
    void itsLogsCanBeReadAtOnceAndGoOnAtTheNextStartWithNothingLostThatWasTaken() throws Exception {
        Random random = new Random(1);
        List<Integer> taken = new ArrayList<>();
        for (int run = 0; run < KILLS; run++) {
            taken.add(killAfter(500 + random.nextInt(5000), run));
            for (String log : WriterProcess.LOGS) {
                assertThat(check(log, taken)).as("torn in " + log).isLessThanOrEqualTo(taken.size());
            }
        }
        assertThat(new LogDirectory(temp).names()).anyMatch(name -> name.endsWith(".gz"));
    }

    /** The number of lines that each log has taken for sure. */
    private int killAfter(int lines, int run) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        WriterProcess.class.getName(),
                        temp.toString(),
                        Integer.toString(run))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        int taken = 0;
        try (BufferedReader out = process.inputReader()) {
            while (taken < lines) {
                taken = Integer.parseInt(Optional.ofNullable(out.readLine()).orElseThrow());
            }
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return taken;
    }

    /** Checks that each run's lines are there once, in order, and those that were taken all. How many were torn? */
    private int check(String log, List<Integer> taken) throws IOException {
        boolean raw = log.equals(WriterProcess.LOGS.get(0));
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try (LogReader reader = raw
                ? LogReader.openRaw(temp.resolve(log), ReadOptions.all(), () -> false)
                : LogReader.open(temp.resolve(log), ReadOptions.all())) {
            reader.copyTo(text);
            assertThat(reader.damaged()).as("damaged records in " + log).isZero();
        }
        String lines = text.toString(StandardCharsets.US_ASCII);
        int[] found = new int[taken.size()];
        int last = 0;
        for (MatchResult line : LINE.matcher(lines).results().toList()) {
            int run = Integer.parseInt(line.group(1));
            assertThat(run).isGreaterThanOrEqualTo(last);
            assertThat(Integer.parseInt(line.group(2)))
                    .as(log + " in run " + run)
                    .isEqualTo(found[run]++);
            last = run;
        }
        for (int run = 0; run < found.length; run++) {
            assertThat(found[run]).as(log + " of run " + run).isGreaterThanOrEqualTo(taken.get(run));
        }
        return (int) lines.chars().filter(c -> c == '<').count()
                - IntStream.of(found).sum();
    }
}
