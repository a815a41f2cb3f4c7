package io.contee.manager;

import io.contee.domainxml.ConsoleMetadata;
import io.contee.domainxml.DomainXml;
import io.contee.domainxml.Rewriter;
import io.contee.hook.PtyLogDirectories;
import io.contee.libvirt.DefinitionStore;
import io.contee.model.ConsoleMode;
import io.contee.model.ConteeException;
import io.contee.model.DomainEvent;
import io.contee.model.DomainEvent.Kind;
import io.contee.model.DomainId;
import io.contee.model.DomainJournal;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Changes persistent definitions. contee's own changes never overlap. libvirt cannot define a domain on the condition
 * that its definition is still the one that was read. Thus a definition that another program makes between our last
 * read and our define is lost. Therefore the last read follows when the change is ready, and only one call to libvirt
 * separates the two. A domain that is undefined at that moment is defined again, too.
 *
 * <p>Any thread may call it, except one that a libvirt hook waits for.
 */
final class Definitions {

    /** The number of times that a definition may change while a change to it is made. */
    private static final int ATTEMPTS = 5;

    private final DefinitionStore store;
    private final Rewriter rewriter;
    private final WantedModes modes;
    private final PtyLogDirectories ptyLogs;
    private final DomainJournal journal;

    /** @param journal records what is changed */
    Definitions(
            DefinitionStore store,
            Rewriter rewriter,
            WantedModes modes,
            PtyLogDirectories ptyLogs,
            DomainJournal journal) {
        this.store = store;
        this.rewriter = rewriter;
        this.modes = modes;
        this.ptyLogs = ptyLogs;
        this.journal = journal;
    }

    /**
     * A definition after a change.
     *
     * @param xml the definition
     * @param changed whether it differs from the one that was found
     */
    record Outcome(DomainXml xml, boolean changed) {}

    /** Changes a domain's definition, see {@link #change(String, UnaryOperator)}. */
    synchronized Optional<Outcome> change(UUID domain, UnaryOperator<DomainXml> change) {
        Optional<Outcome> outcome = change(() -> store.persistent(domain), change);
        if (outcome.isEmpty()) {
            modes.undefined(domain);
        }
        return outcome;
    }

    /**
     * Changes a domain's definition.
     *
     * @param change makes the new XML from what libvirt has; the same to leave it as it is
     * @return empty if the domain has no persistent definition
     * @throws ConteeException if libvirt cannot be asked or refuses, or others change the definition without pause
     */
    synchronized Optional<Outcome> change(String domain, UnaryOperator<DomainXml> change) {
        return change(() -> store.persistent(domain), change);
    }

    private Optional<Outcome> change(Supplier<Optional<String>> reader, UnaryOperator<DomainXml> change) {
        Optional<DomainXml> read = reader.get().map(DomainXml::parse);
        read.ifPresent(ptyLogs::markForeign);
        for (int attempt = 0; attempt < ATTEMPTS && read.isPresent(); attempt++) {
            DomainXml xml = change.apply(read.get());
            if (isSame(xml, read.get())) {
                remember(xml);
                return Optional.of(new Outcome(xml, false));
            }
            ptyLogs.make(xml);
            Optional<String> readAgain = reader.get();
            if (readAgain.equals(read.map(DomainXml::text))) {
                put(xml);
                return Optional.of(new Outcome(xml, true));
            }
            read = readAgain.map(DomainXml::parse);
        }
        read.ifPresent(xml -> {
            throw new ConteeException("cannot change the definition of domain " + xml.name()
                    + ": others change it all the time: try again when they are done");
        });
        return Optional.empty();
    }

    /**
     * Defines a domain.
     *
     * @throws ConteeException with libvirt's reason if it refuses
     */
    synchronized void define(DomainXml xml) {
        ptyLogs.make(xml);
        put(xml);
    }

    private void put(DomainXml xml) {
        store.define(xml.text());
        remember(xml);
        note(xml);
    }

    private static boolean isSame(DomainXml one, DomainXml other) {
        return one == other || one.text().equals(other.text());
    }

    /** Notes in the domain's journal that its XML was rewritten. */
    void note(DomainXml domain) {
        Optional<ConsoleMode> mode = domain.metadata().flatMap(ConsoleMetadata::mode);
        domain.uuid()
                .ifPresent(uuid -> journal.note(
                        new DomainId(uuid, domain.name()),
                        () -> DomainEvent.of(
                                Kind.REWRITTEN,
                                Optional.empty(),
                                "mode",
                                mode.map(ConsoleMode::toString).orElse("unknown"))));
    }

    private void remember(DomainXml domain) {
        Optional<ConsoleMode> stated = domain.metadata().flatMap(ConsoleMetadata::mode);
        // A mode that was requested but not set does not count.
        Optional<ConsoleMode> mode =
                stated.filter(m -> m == ConsoleMode.OFF || isSame(rewriter.rewrite(domain, m), domain));
        domain.uuid().ifPresent(uuid -> modes.definedAs(uuid, mode));
    }
}
