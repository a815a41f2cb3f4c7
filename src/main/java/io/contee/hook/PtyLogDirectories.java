package io.contee.hook;

import io.contee.broker.ForeignOutput;
import io.contee.domainxml.ConsoleEndpoint;
import io.contee.domainxml.DomainXml;
import io.contee.domainxml.Rewriter;
import io.contee.model.ConteeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Makes the directories of the logs that virtlogd writes for consoles in pty mode. virtlogd makes none, and libvirt
 * refuses to start a guest whose log it cannot open, so they are made when such a domain is defined, and once more when
 * it starts.
 */
public final class PtyLogDirectories {

    private static final FileAttribute<?> MODE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final Rewriter rewriter;
    private final Path logs;

    /**
     * Makes no directory yet.
     *
     * @param logs the directory that they are in; those of logs elsewhere are their owners'
     */
    public PtyLogDirectories(Rewriter rewriter, Path logs) {
        this.rewriter = rewriter;
        this.logs = logs;
    }

    /**
     * Marks the logs of other domains that a domain has in its XML: what lies in them may be of either.
     *
     * @throws ConteeException if that is not possible
     */
    public void markForeign(DomainXml domain) {
        rewriter.misdirected(domain).stream()
                .map(console -> Path.of(console.path()))
                .filter(path -> path.startsWith(logs) && path.getNameCount() > logs.getNameCount() + 1)
                .forEach(log -> ForeignOutput.mark(log, domain.name()));
    }

    /**
     * Makes the directories of a domain's consoles.
     *
     * @throws ConteeException if that is not possible
     */
    public void make(DomainXml domain) {
        for (ConsoleEndpoint endpoint : rewriter.endpoints(domain)) {
            Path directory = endpoint.path().getParent();
            if (directory != null && directory.startsWith(logs)) {
                try {
                    Files.createDirectories(directory, MODE);
                } catch (IOException e) {
                    throw new ConteeException(
                            "cannot make " + directory + " for the log of domain " + domain.name() + ": "
                                    + ConteeException.reason(e) + ": check logDir",
                            e);
                }
            }
        }
    }
}
