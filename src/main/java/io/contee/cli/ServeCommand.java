package io.contee.cli;

import io.contee.http.ControlServer;
import io.contee.manager.Contee;
import io.contee.manager.ConteeConfig;
import io.contee.model.ConteeException;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ParentCommand;

/** {@code contee serve}: the broker as a daemon. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        description = "Serves the consoles of this host's guests, in the foreground, until it is told to end.")
final class ServeCommand implements Callable<Integer> {

    private static final Logger LOG = LoggerFactory.getLogger(ServeCommand.class);

    private static final Duration PORT_RETRY = Duration.ofSeconds(10);

    @ParentCommand
    private ConteeCommand contee;

    @Override
    public Integer call() throws InterruptedException {
        ConteeConfig config = contee.config();
        Contee broker = Contee.open(config);
        ControlServer server;
        try {
            server = ControlServer.start(broker);
        } catch (RuntimeException e) {
            try (broker) {
                throw e;
            }
        }
        CollectionService collection = CollectionService.start(config);
        Optional<MonitoringPort> port =
                config.metrics().map(address -> MonitoringPort.open(broker, address, PORT_RETRY));
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            try (broker;
                                    server;
                                    collection) {
                                LOG.info("stopping");
                                port.ifPresent(MonitoringPort::close);
                            }
                            // Told to end, it has ended well: not 128 and the signal's number.
                            Runtime.getRuntime().halt(ExitCode.OK);
                        },
                        "contee-stop"));
        LOG.info("serving at {}", config.controlSocket());
        try {
            ServiceManager.tellReady(contee.environment());
        } catch (IOException e) {
            LOG.warn("the service manager cannot be told that contee is ready: {}", ConteeException.reason(e));
        }
        new CountDownLatch(1).await();
        return ExitCode.OK;
    }
}
