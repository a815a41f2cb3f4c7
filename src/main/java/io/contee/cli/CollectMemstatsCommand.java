package io.contee.cli;

import io.contee.collect.MemoryCollector;
import io.contee.config.CollectConfig;
import io.contee.config.ConteeConfig;
import io.contee.daemon.CollectionService;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code contee collect memstats}: collects memory figures until it is stopped. */
@Command(
        name = "memstats",
        mixinStandardHelpOptions = true,
        description = {
            "Append the memory figures of all running guests to DIR/mem-stats.csv, at each interval, until it is stopped"
                    + " end. Serve them over HTTP: the table at /, its curves at /chart."
        })
final class CollectMemstatsCommand implements Callable<Integer> {

    private static final int MAX_PORT = 65_535;

    @ParentCommand
    private CollectCommand collect;

    @Option(
            names = "--http-address",
            paramLabel = "ADDRESS",
            description =
                    "Where to serve them (default: collect.httpAddress, else 127.0.0.1). Whoever reaches it may read.")
    private @Nullable String address;

    @Override
    public Integer call() throws InterruptedException {
        ConteeConfig config = collect.config();
        CollectConfig settings = config.collect();
        Duration interval = collect.number("POLL_INTERVAL_SECS", (int) CollectConfig.Memory.SHORTEST.toSeconds(), (int)
                        CollectConfig.Memory.LONGEST.toSeconds())
                .map(Duration::ofSeconds)
                .orElse(settings.memory().interval());
        int port = collect.number("HTTP_PORT", 0, MAX_PORT).orElse(settings.httpPort());
        CollectConfig.Memory memory = settings.memory();
        ConteeConfig changed = config.withCollect(new CollectConfig(
                settings.dataDir(),
                settings.namespace(),
                settings.qemuLogDir(),
                settings.logs(),
                new CollectConfig.Memory(true, interval, memory.maxSize(), memory.maxFiles()),
                address == null ? settings.httpAddress() : address,
                port));
        MemoryCollector collector = MemoryCollector.start(changed);
        try {
            Foreground.run(collector, CollectionService.serve(changed, collector));
        } catch (RuntimeException e) {
            try (collector) {
                throw e;
            }
        }
        return ExitCode.OK;
    }
}
