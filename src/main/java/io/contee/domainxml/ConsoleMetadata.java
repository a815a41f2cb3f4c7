package io.contee.domainxml;

import io.contee.model.ConsoleMode;
import io.contee.model.LogPolicy;
import io.contee.model.PodIdentity;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a domain's {@code <contee:console>} metadata element says to contee. It survives libvirt's round trip.
 *
 * @param mode the mode that the domain was rewritten to, or that its author asks for
 * @param pod the pod that its consoles log for
 * @param log the limit of its logs
 * @param annotations for aggregators, in the order given
 */
public record ConsoleMetadata(
        Optional<ConsoleMode> mode,
        Optional<PodIdentity> pod,
        Optional<LogPolicy> log,
        Map<String, String> annotations) {

    /** Metadata that says nothing. */
    public static final ConsoleMetadata EMPTY =
            new ConsoleMetadata(Optional.empty(), Optional.empty(), Optional.empty(), Map.of());

    /** Copies the annotations. */
    public ConsoleMetadata {
        annotations = Collections.unmodifiableMap(new LinkedHashMap<>(annotations));
    }

    /** The same with another mode. */
    public ConsoleMetadata withMode(ConsoleMode newMode) {
        return new ConsoleMetadata(Optional.of(newMode), pod, log, annotations);
    }
}
