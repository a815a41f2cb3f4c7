package io.contee.cli;

import io.contee.collect.LogCollector;
import io.contee.config.CollectConfig;
import io.contee.config.ConteeConfig;
import io.contee.model.ConteeException;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code contee collect logs}: collects logs until it is stopped. */
@Command(
        name = "logs",
        mixinStandardHelpOptions = true,
        description = {
            "Collect the logs of all guests at the end of each window of time, until it is stopped: their consoles, the"
                    + " log of QEMU, and contee's events, into DIR/GUEST/SOURCE-START.log. Windows that were missed are collected later."
        })
final class CollectLogsCommand implements Callable<Integer> {

    @ParentCommand
    private CollectCommand collect;

    @Option(
            names = "--every",
            paramLabel = "TIME",
            converter = TimeSpan.class,
            description = "Set the length of a window: 1s to 24h, such as 15m (default: collect.logs.every, else 1h).")
    private @Nullable Duration every;

    @Option(names = "--gzip", negatable = true, description = "Compress the windows.")
    private @Nullable Boolean gzip;

    @Option(names = "--timestamps", negatable = true, description = "Begin each line of a console with its time.")
    private @Nullable Boolean timestamps;

    @Override
    public Integer call() throws InterruptedException {
        ConteeConfig config = collect.config();
        CollectConfig.Logs logs = config.collect().logs();
        Duration length = every == null ? logs.every() : every;
        if (length.compareTo(CollectConfig.Logs.SHORTEST) < 0
                || length.compareTo(CollectConfig.Logs.LONGEST) > 0
                || length.toMillisPart() != 0) {
            throw new ConteeException("windows of " + length.toMillis() + " ms are not possible: give --every 1s to 24h"
                    + ", in whole seconds");
        }
        Foreground.run(LogCollector.start(config.withCollect(config.collect()
                .withLogs(new CollectConfig.Logs(
                        true,
                        length,
                        gzip == null ? logs.gzip() : gzip,
                        timestamps == null ? logs.timestamps() : timestamps,
                        logs.keep(),
                        logs.maxSize())))));
        return ExitCode.OK;
    }
}
