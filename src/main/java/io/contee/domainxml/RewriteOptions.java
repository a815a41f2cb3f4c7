package io.contee.domainxml;

import java.util.Optional;
import java.util.UUID;

/**
 * The options of a rewrite, without the mode.
 *
 * @param metadata replaces the domain's metadata for contee; the mode in it is ignored. Empty to keep the metadata
 * @param takeOver whether consoles of type unix that others serve are captured: those of mode bind, or with a path that
 *     is not contee's. The domain's metadata keeps it for later rewrites
 * @param knownUuid the UUID that libvirt has for a domain of this name; used if the XML states none. Without it one is
 *     derived from the name
 */
public record RewriteOptions(Optional<ConsoleMetadata> metadata, boolean takeOver, Optional<UUID> knownUuid) {

    /** Options that keep the domain's own metadata. */
    public static final RewriteOptions DEFAULTS = new RewriteOptions(Optional.empty(), false, Optional.empty());

    /** Returns the same options with metadata to set. */
    public RewriteOptions withMetadata(ConsoleMetadata wanted) {
        return new RewriteOptions(Optional.of(wanted), takeOver, knownUuid);
    }

    /** Returns the same options with another setting for consoles that others serve. */
    public RewriteOptions withTakeOver(boolean allowed) {
        return new RewriteOptions(metadata, allowed, knownUuid);
    }

    /** Returns the same options with the UUID that libvirt has. */
    public RewriteOptions withKnownUuid(Optional<UUID> uuid) {
        return new RewriteOptions(metadata, takeOver, uuid);
    }
}
