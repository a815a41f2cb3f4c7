package io.contee.log.write;

import io.contee.log.format.GuestBytes;
import io.contee.model.LogFormat;
import io.contee.model.LogPolicy;
import io.contee.stats.LogCounters;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * A process that writes logs of every form until it is killed: {@code DIRECTORY RUN}. Its lines are {@code
 * <RUN-COUNT xxx…}; it prints the count of those that each log has taken.
 */
final class WriterProcess {

    static final List<String> LOGS = List.of("serial0.log", "serial0.iolog", "json/0.log", "cri/0.log");

    private WriterProcess() {}

    public static void main(String[] args) throws Exception {
        Path directory = Path.of(args[0]);
        LogFactory logs = new LogFactory(InstantSource.system());
        List<ConsoleLog> open = new ArrayList<>();
        open.add(logs.raw(directory.resolve(LOGS.get(0)), policy(LogFormat.JSON)));
        open.add(logs.entries(directory.resolve(LOGS.get(1)), policy(LogFormat.JSON), new LogCounters()));
        open.add(logs.pod(directory.resolve(LOGS.get(2)), policy(LogFormat.JSON)));
        open.add(logs.pod(directory.resolve(LOGS.get(3)), policy(LogFormat.CRI)));
        Random random = new Random(Integer.parseInt(args[1]));
        int count = 0;
        while (true) {
            StringBuilder output = new StringBuilder();
            for (int lines = 1 + random.nextInt(50); lines > 0; lines--) {
                output.append('<')
                        .append(args[1])
                        .append('-')
                        .append(count++)
                        .append(' ')
                        .append("x".repeat(random.nextInt(200)))
                        .append('\n');
            }
            for (ConsoleLog log : open) {
                log.append(GuestBytes.direct(output.toString()));
            }
            System.out.println(count);
        }
    }

    /** The smallest files, all of which are kept. */
    private static LogPolicy policy(LogFormat format) {
        return new LogPolicy(
                LogPolicy.MIN_SIZE,
                LogPolicy.MAX_FILES,
                Optional.empty(),
                Optional.empty(),
                Optional.of(format),
                Optional.empty(),
                Optional.of(true),
                Optional.empty());
    }
}
