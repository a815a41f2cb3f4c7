package io.contee.broker;

import io.contee.log.AtomicFile;
import io.contee.model.ConteeException;
import io.contee.model.Layout.SocketDir;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/**
 * Records, in a file beside a domain's sockets, the attempt of the logs of the current run. A broker that is restarted
 * while the guest runs continues that attempt; the record is gone when the domain ends or the host reboots.
 */
final class RunRecord {

    private RunRecord() {}

    /** Returns the attempt of a run, if it is recorded. */
    static OptionalInt recorded(Path domainDir, int runId) {
        try {
            List<String> fields = List.of(
                    Files.readString(new SocketDir(domainDir).attempt()).strip().split(" ", -1));
            if (fields.size() == 2 && Integer.parseInt(fields.get(0)) == runId) {
                return OptionalInt.of(Integer.parseInt(fields.get(1)));
            }
            return OptionalInt.empty();
        } catch (NoSuchFileException | NumberFormatException e) {
            return OptionalInt.empty();
        } catch (IOException e) {
            throw failure("read", domainDir, e);
        }
    }

    static void record(Path domainDir, int runId, int attempt) {
        try {
            AtomicFile.replace(
                    new SocketDir(domainDir).attempt(),
                    (runId + " " + attempt + "\n").getBytes(StandardCharsets.US_ASCII),
                    AtomicFile.PRIVATE);
        } catch (IOException e) {
            throw failure("write", domainDir, e);
        }
    }

    private static ConteeException failure(String what, Path domainDir, IOException e) {
        return new ConteeException(
                "cannot " + what + " " + new SocketDir(domainDir).attempt() + ": " + ConteeException.reason(e)
                        + ": check runDir and its permissions",
                e);
    }
}
