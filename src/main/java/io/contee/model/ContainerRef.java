package io.contee.model;

import java.util.Optional;

/**
 * Names a log as a user of Kubernetes does.
 *
 * @param namespace the pod's namespace; empty if only one namespace has a pod of that name
 * @param pod the pod's name
 * @param container the container's name; empty for the pod's first one
 */
public record ContainerRef(Optional<String> namespace, String pod, Optional<String> container) {

    /** Names the first container of the only pod of that name. */
    public static ContainerRef of(String pod) {
        return new ContainerRef(Optional.empty(), pod, Optional.empty());
    }

    /** Names a container. */
    public static ContainerRef of(String namespace, String pod, String container) {
        return new ContainerRef(Optional.of(namespace), pod, Optional.of(container));
    }
}
