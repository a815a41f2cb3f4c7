package io.contee.model;

import java.util.Optional;

/**
 * The pod that a domain's consoles log for, as the metadata states it.
 *
 * @param namespace the pod's namespace
 * @param pod the pod's name
 * @param uid the pod's UID
 * @param container the container's name; empty if each console is a separate container, named by its alias
 */
public record PodIdentity(String namespace, String pod, String uid, Optional<String> container) {

    /** The namespace of a pod that is named without one, as in Kubernetes. */
    public static final String DEFAULT_NAMESPACE = "default";

    /** @throws ConteeException if a part cannot be a segment of a path */
    public PodIdentity {
        var unused = new PodRef(namespace, pod, uid, container.orElse("container"));
    }

    /**
     * Returns the container that a console logs for. No two consoles of a domain have the same one, as they would share
     * a log.
     *
     * @param alias the console's alias
     * @param first whether it is the domain's first console, which is the named container itself
     */
    public PodRef console(String alias, boolean first) {
        return new PodRef(
                namespace,
                pod,
                uid,
                container.map(name -> first ? name : name + "-" + alias).orElse(alias));
    }
}
