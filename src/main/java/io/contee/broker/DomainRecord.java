package io.contee.broker;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.contee.log.AtomicFile;
import io.contee.model.ConteeException;
import io.contee.model.DomainId;
import io.contee.model.Layout.SocketDir;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsontype.NamedType;

/**
 * The open consoles of a domain, saved in a file beside its sockets: another process resumes them without a query to
 * libvirt, which may not be available.
 *
 * @param domain the domain
 * @param runId libvirt's id of the domain's run, 0 if unknown
 * @param attempt the attempt of that run's logs
 * @param consoles the consoles
 */
record DomainRecord(DomainId domain, int runId, int attempt, List<ConsoleSpec> consoles) {

    private static final Logger LOG = LoggerFactory.getLogger(DomainRecord.class);

    /** Adds a property with the type of a {@link GuestPlace}. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    private interface Kind {}

    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES) // earlier versions may lack some
            .addMixIn(GuestPlace.class, Kind.class)
            .registerSubtypes(
                    new NamedType(GuestPlace.Socket.class, "socket"),
                    new NamedType(GuestPlace.SharedSocket.class, "shared"),
                    new NamedType(GuestPlace.Pty.class, "pty"))
            .build();

    static DomainRecord of(DomainConsoles run) {
        return new DomainRecord(
                run.domain(),
                run.runId(),
                run.attempt(),
                run.consoles().stream().map(OpenConsole::spec).toList());
    }

    /** Reads the record of a domain; empty without a usable one. */
    static Optional<DomainRecord> load(Path domainDir) {
        SocketDir files = new SocketDir(domainDir);
        return read(files.record()).or(() -> read(files.formerRecord()));
    }

    private static Optional<DomainRecord> read(Path file) {
        try {
            return Optional.of(JSON.readValue(Files.readAllBytes(file), DomainRecord.class));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException | JacksonException | ConteeException e) {
            LOG.warn("cannot use {}: {}", file, ConteeException.reason(e));
            return Optional.empty();
        }
    }

    /** Writes the record, and replaces a previous one. */
    void save(Path domainDir) {
        Path file = new SocketDir(domainDir).record();
        try {
            AtomicFile.replace(file, JSON.writeValueAsBytes(this), AtomicFile.PRIVATE);
        } catch (IOException e) {
            LOG.warn("cannot write {}: {}: another contee would have to ask libvirt", file, ConteeException.reason(e));
        }
    }
}
