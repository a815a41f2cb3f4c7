package io.contee.domainxml;

import java.util.Optional;
import java.util.UUID;

/**
 * The options of a rewrite besides the mode.
 *
 * @param metadata replaces what the domain's metadata says to contee; its own mode is not regarded. Empty to keep it
 * @param takeOver whether consoles of type unix that others serve are taken over: those of mode bind, or with a path
 *     that is not contee's. The domain's metadata remembers it, for later rewrites
 * @param knownUuid the UUID that libvirt has for a domain of this name; used if the XML states none. Without it one is
 *     derived from the name
 */
public record RewriteOptions(Optional<ConsoleMetadata> metadata, boolean takeOver, Optional<UUID> knownUuid) {

    /** As the domain's own metadata says. */
    public static final RewriteOptions DEFAULTS = new RewriteOptions(Optional.empty(), false, Optional.empty());

    /** The same with metadata to set. */
    public RewriteOptions withMetadata(ConsoleMetadata wanted) {
        return new RewriteOptions(Optional.of(wanted), takeOver, knownUuid);
    }

    /** The same with another say on consoles that others serve. */
    public RewriteOptions withTakeOver(boolean allowed) {
        return new RewriteOptions(metadata, allowed, knownUuid);
    }

    /** The same with the UUID that libvirt has. */
    public RewriteOptions withKnownUuid(Optional<UUID> uuid) {
        return new RewriteOptions(metadata, takeOver, uuid);
    }
}
