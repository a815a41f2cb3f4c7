package io.contee.domainxml;

import io.contee.model.ConteeException;
import io.contee.model.DomainId;
import io.contee.model.ImpatientDevice;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A domain's XML, live or inactive, and its parts that matter to contee. It is parsed at most once. Thread-safe. */
public final class DomainXml {

    private static final Pattern DECLARATION = Pattern.compile("\\A<\\?xml\\s.*?\\?>\\s*", Pattern.DOTALL);

    private final String text;
    private volatile @Nullable DomainLayout layout;

    DomainXml(String text, @Nullable DomainLayout layout) {
        this.text = text;
        this.layout = layout;
    }

    /**
     * Reads a domain's XML. Time and memory are bounded by its length, which is bounded too.
     *
     * @throws ConteeException if it is not well-formed, has a DOCTYPE, is over 16 Mi characters, is not a domain, has
     *     no name or one that cannot be a directory's name, has a malformed uuid, or metadata that contee cannot read
     */
    public static DomainXml parse(String xml) {
        DomainLayout layout = XmlCursor.read(xml, DomainLayout::read);
        var unused = new DomainId(layout.uuid().orElse(new UUID(0, 0)), layout.name());
        return new DomainXml(xml, layout);
    }

    /** Returns a domain from text that contee has made itself, which is parsed only when needed. */
    static DomainXml made(String xml) {
        return new DomainXml(xml, null);
    }

    /**
     * Returns the text without the XML declaration. Text has no encoding, and libvirt, which gets it in UTF-8, would
     * use the encoding that the file declared.
     */
    public static String withoutDeclaration(String xml) {
        return DECLARATION.matcher(xml).replaceFirst("");
    }

    /** Returns the domain's name; it is valid as one segment of a path. */
    public String name() {
        return layout().name();
    }

    /** Returns the domain's UUID, if it is stated. */
    public Optional<UUID> uuid() {
        return layout().uuid();
    }

    /** Returns the domain's id, which only live XML states. */
    public OptionalInt id() {
        return layout().id();
    }

    /** Returns the domain's serials and consoles, in document order. */
    public List<Chardev> chardevs() {
        return layout().chardevs().stream().map(ChardevText::chardev).toList();
    }

    /**
     * Returns the aliases of the domain's consoles, whether or not contee serves them: the primary one, which {@code
     * virsh console} opens when none is named, then the others in document order.
     */
    public List<String> consoleAliases() {
        return ConsoleSlot.consoles(this).stream().map(ConsoleSlot::alias).toList();
    }

    /**
     * Returns the behaviour of a console's device while its output is not read, if it does not wait by itself.
     *
     * @param alias the console's alias
     */
    public Optional<ImpatientDevice> impatientDevice(String alias) {
        return ConsoleSlot.devices(this).stream()
                .filter(slot -> slot.alias().equals(alias))
                .findFirst()
                .flatMap(slot -> ImpatientDevices.of(slot.chardev(), layout().architecture()));
    }

    /** Returns the domain's metadata for contee. */
    public Optional<ConsoleMetadata> metadata() {
        return layout().contee().map(MetadataText::metadata);
    }

    /** Returns the whole text. */
    public String text() {
        return text;
    }

    DomainLayout layout() {
        DomainLayout known = layout;
        if (known == null) {
            known = XmlCursor.read(text, DomainLayout::read);
            layout = known;
        }
        return known;
    }
}
