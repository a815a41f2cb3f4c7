package io.contee.manager;

import io.contee.model.DomainId;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A domain as {@link Contee#define} has defined it.
 *
 * @param id its name, and the UUID that libvirt knows it by
 * @param captured the aliases of the consoles that reach contee, the primary one first
 * @param leftAlone the consoles that do not, by alias with the types that they have; none in mode off
 */
public record DefinedDomain(DomainId id, List<String> captured, Map<String, String> leftAlone) {

    /** Copies both. */
    public DefinedDomain {
        captured = List.copyOf(captured);
        leftAlone = Collections.unmodifiableMap(new LinkedHashMap<>(leftAlone));
    }
}
