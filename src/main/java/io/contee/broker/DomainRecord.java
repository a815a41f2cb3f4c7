package io.contee.broker;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.contee.log.AtomicFile;
import io.contee.model.ConteeException;
import io.contee.model.DomainId;
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
 * Which consoles of a domain are served, in a file beside its sockets, so that another process can go on without asking
 * libvirt, which may be away.
 *
 * @param domain whose
 * @param runId libvirt's id of its run, 0 if unknown
 * @param attempt the attempt of that run's logs
 * @param consoles the consoles
 */
record DomainRecord(DomainId domain, int runId, int attempt, List<ConsoleSpec> consoles) {

    private static final String FILE = "run.json";

    /** What the file is called that earlier versions left. */
    private static final String FORMER_FILE = "consoles.json";

    private static final Logger LOG = LoggerFactory.getLogger(DomainRecord.class);

    /** Tells in which of the ways a console meets its guest. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    private interface Kind {}

    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES) // an earlier version may not have written all
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

    /** Reads that of a domain; empty if there is none that can be used. */
    static Optional<DomainRecord> load(Path domainDir) {
        return read(domainDir.resolve(FILE)).or(() -> read(domainDir.resolve(FORMER_FILE)));
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

    /** Writes it, in the place of a former one. */
    void save(Path domainDir) {
        Path file = domainDir.resolve(FILE);
        try {
            AtomicFile.replace(file, JSON.writeValueAsBytes(this), AtomicFile.PRIVATE);
        } catch (IOException e) {
            LOG.warn("cannot write {}: {}: another contee would have to ask libvirt", file, ConteeException.reason(e));
        }
    }
}
