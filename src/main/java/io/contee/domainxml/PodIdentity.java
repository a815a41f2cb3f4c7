package io.contee.domainxml;

import io.contee.model.ConteeException;
import io.contee.model.PodRef;
import java.util.Optional;

/**
 * The pod that a domain's consoles log for, as the metadata states it.
 *
 * @param namespace the pod's namespace
 * @param pod the pod's name
 * @param uid the pod's UID
 * @param container the container's name; empty if each console is a container of its own, named by its alias
 */
public record PodIdentity(String namespace, String pod, String uid, Optional<String> container) {

    /** @throws ConteeException if a part cannot be a segment of a path */
    public PodIdentity {
        var unused = new PodRef(namespace, pod, uid, container.orElse("container"));
    }

    /** The container that the console with this alias logs for. */
    public PodRef console(String alias) {
        return new PodRef(namespace, pod, uid, container.orElse(alias));
    }
}
