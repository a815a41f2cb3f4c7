package io.contee.config;

import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * The settings of the daemon's process.
 *
 * @param keeper {@code keeper}: whether connections outlive a contee that is killed, in a separate process where no
 *     service manager stores them
 * @param metrics {@code metrics.address}, {@code metrics.port}: the address where metrics are served in addition to the
 *     control socket; by default none, and with only a port the loopback interface
 */
public record DaemonConfig(boolean keeper, Optional<InetSocketAddress> metrics) {

    static DaemonConfig read(ConfigReader reader) {
        return new DaemonConfig(reader.flag("keeper", true), reader.address("metrics"));
    }
}
