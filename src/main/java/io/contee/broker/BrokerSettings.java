package io.contee.broker;

import io.contee.model.ClientGroups;
import io.contee.model.ClientPolicy;
import io.contee.model.Directories;
import io.contee.model.GuestPolicy;
import io.contee.model.Layout.LogDir;
import io.contee.model.Layout.RunDir;
import io.contee.model.LogSettings;
import io.contee.model.LossPolicy;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The settings of a broker.
 *
 * @param directories the directories of sockets and logs
 * @param logs the logs that are kept
 * @param loss what may be lost
 * @param guests the processes that may connect as guests
 * @param processes identifies the processes of guests
 * @param clients the defaults of what clients may do and are shown
 * @param groups the groups whose members may use contee; without one for writing, only contee's own user may connect to
 *     client sockets
 */
public record BrokerSettings(
        Directories directories,
        LogSettings logs,
        LossPolicy loss,
        GuestPolicy guests,
        GuestProcesses processes,
        ClientPolicy clients,
        ClientGroups groups) {

    /** Returns the same settings with separate directories below another one, and for contee's own user only. */
    public BrokerSettings within(Path directory) {
        Path podLogs = directory.resolve("p");
        return new BrokerSettings(
                new Directories(new RunDir(directory), new LogDir(directory.resolve("l")), podLogs, podLogs),
                logs.withoutTotalSize(),
                loss,
                new GuestPolicy(Optional.empty(), guests.pidDir(), Optional.empty()),
                processes,
                clients,
                ClientGroups.NONE);
    }
}
