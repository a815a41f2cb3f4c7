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
 * Changes persistent definitions. contee's own changes never overlap. libvirt cannot be told to define a domain only if
 * it is still as it was read, so a definition that another program makes between our last look and our define is lost;
 * therefore the last look comes when the change is ready, and one call to libvirt is all that is between the two. A
 * domain that is undefined just there comes back, too.
 *
 * <p>Any thread may call it, except one that a libvirt hook waits for.
 */
final class Definitions {

    /** How often a definition may change while a change to it is made. */
    private static final int ATTEMPTS = 5;

    private final DefinitionStore store;
    private final Rewriter rewriter;
    private final WantedModes modes;
    private final PtyLogDirectories ptyLogs;
    private final DomainJournal journal;

    /** @param journal takes note of what is changed */
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
     * A definition as it is now.
     *
     * @param xml its XML
     * @param changed whether it is another one than was found
     */
    record Outcome(String xml, boolean changed) {}

    /** Changes a domain's definition, see {@link #change(String, UnaryOperator)}. */
    synchronized Optional<Outcome> change(UUID domain, UnaryOperator<String> change) {
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
    synchronized Optional<Outcome> change(String domain, UnaryOperator<String> change) {
        return change(() -> store.persistent(domain), change);
    }

    private Optional<Outcome> change(Supplier<Optional<String>> reader, UnaryOperator<String> change) {
        Optional<String> read = reader.get();
        for (int attempt = 0; attempt < ATTEMPTS && read.isPresent(); attempt++) {
            String xml = change.apply(read.get());
            if (xml.equals(read.get())) {
                remember(xml);
                return Optional.of(new Outcome(xml, false));
            }
            ptyLogs.make(DomainXml.parse(xml));
            Optional<String> readAgain = reader.get();
            if (readAgain.equals(read)) {
                store.define(xml);
                remember(xml);
                note(DomainXml.parse(xml));
                return Optional.of(new Outcome(xml, true));
            }
            read = readAgain;
        }
        read.ifPresent(xml -> {
            throw new ConteeException("cannot change the definition of domain "
                    + DomainXml.parse(xml).name() + ": others change it all the time: try again when they are done");
        });
        return Optional.empty();
    }

    /**
     * Defines a domain.
     *
     * @throws ConteeException with libvirt's reason if it refuses
     */
    synchronized void define(String xml) {
        ptyLogs.make(DomainXml.parse(xml));
        store.define(xml);
        remember(xml);
        note(DomainXml.parse(xml));
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

    private void remember(String xml) {
        DomainXml domain = DomainXml.parse(xml);
        Optional<ConsoleMode> stated = domain.metadata().flatMap(ConsoleMetadata::mode);
        // A mode that was only asked for, and not given, does not count.
        Optional<ConsoleMode> mode = stated.filter(
                m -> m == ConsoleMode.OFF || rewriter.rewrite(xml, m).equals(xml));
        domain.uuid().ifPresent(uuid -> modes.definedAs(uuid, mode));
    }
}
