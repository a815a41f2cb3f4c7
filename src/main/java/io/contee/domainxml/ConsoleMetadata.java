package io.contee.domainxml;

import io.contee.model.ConsoleMode;
import io.contee.model.LogPolicy;
import io.contee.model.PodIdentity;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The contents of a domain's {@code <contee:console>} metadata element. It survives libvirt's round trip.
 *
 * @param mode the mode that the domain was rewritten to, or that its author requests
 * @param takeOver whether consoles of type unix that others serve are captured, too
 * @param shared whether all clients of a console may type at the same time; by default as in the configuration
 * @param pod the pod that its consoles log for
 * @param log the limit of the domain's logs
 * @param annotations the annotations for log aggregators, in the given order
 */
public record ConsoleMetadata(
        Optional<ConsoleMode> mode,
        boolean takeOver,
        Optional<Boolean> shared,
        Optional<PodIdentity> pod,
        Optional<LogPolicy> log,
        Map<String, String> annotations) {

    /** Empty metadata. */
    public static final ConsoleMetadata EMPTY =
            new ConsoleMetadata(Optional.empty(), false, Optional.empty(), Optional.empty(), Map.of());

    /** Makes metadata that leaves it to the configuration who may type. */
    public ConsoleMetadata(
            Optional<ConsoleMode> mode,
            boolean takeOver,
            Optional<PodIdentity> pod,
            Optional<LogPolicy> log,
            Map<String, String> annotations) {
        this(mode, takeOver, Optional.empty(), pod, log, annotations);
    }

    /** Copies the annotations. */
    public ConsoleMetadata {
        annotations = Collections.unmodifiableMap(new LinkedHashMap<>(annotations));
    }

    /** Returns the same metadata with another mode. */
    public ConsoleMetadata withMode(ConsoleMode newMode) {
        return new ConsoleMetadata(Optional.of(newMode), takeOver, shared, pod, log, annotations);
    }

    /** Returns the same metadata with another setting for consoles that others serve. */
    public ConsoleMetadata withTakeOver(boolean allowed) {
        return new ConsoleMetadata(mode, allowed, shared, pod, log, annotations);
    }

    /** Returns the same metadata with another pod. */
    public ConsoleMetadata withPod(PodIdentity newPod) {
        return new ConsoleMetadata(mode, takeOver, shared, Optional.of(newPod), log, annotations);
    }
}
