package io.contee.cli;

import io.contee.model.DaemonThread;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.ExitCode;

/** Keeps the process running until it is stopped, and then closes what runs. */
final class Foreground {

    private static final Logger LOG = LoggerFactory.getLogger(Foreground.class);

    private Foreground() {}

    /** @param running the services, closed from the last to the first */
    static void run(AutoCloseable... running) throws InterruptedException {
        Runtime.getRuntime().addShutdownHook(DaemonThread.of("contee-stop", () -> stop(running)));
        new CountDownLatch(1).await();
    }

    private static void stop(AutoCloseable... running) {
        LOG.info("stopping");
        for (int i = running.length - 1; i >= 0; i--) {
            try {
                running[i].close();
            } catch (Exception e) { // as AutoCloseable declares it
                LOG.warn("{}", e.getMessage());
            }
        }
        // A requested shutdown exits with 0, not with 128 and the signal's number.
        Runtime.getRuntime().halt(ExitCode.OK);
    }
}
