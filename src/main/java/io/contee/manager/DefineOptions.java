package io.contee.manager;

import io.contee.model.ConsoleMode;
import io.contee.model.PodIdentity;
import java.util.Optional;

/**
 * How a domain is to be defined.
 *
 * @param mode its consoles' mode; empty for what its metadata says, or else the configuration
 * @param pod the pod that its consoles log for; empty for what its metadata says
 * @param takeOver whether consoles of type unix that others serve are taken over; its metadata remembers it
 */
public record DefineOptions(Optional<ConsoleMode> mode, Optional<PodIdentity> pod, boolean takeOver) {

    /** As the domain's metadata and the configuration say. */
    public static final DefineOptions DEFAULTS = new DefineOptions(Optional.empty(), Optional.empty(), false);

    /** The same with a pod identity. */
    public DefineOptions withPod(PodIdentity identity) {
        return new DefineOptions(mode, Optional.of(identity), takeOver);
    }

    /** The same with a mode. */
    public DefineOptions withMode(ConsoleMode wanted) {
        return new DefineOptions(Optional.of(wanted), pod, takeOver);
    }

    /** The same with another say on consoles that others serve. */
    public DefineOptions withTakeOver(boolean allowed) {
        return new DefineOptions(mode, pod, allowed);
    }
}
