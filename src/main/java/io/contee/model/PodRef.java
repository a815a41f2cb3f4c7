package io.contee.model;

import com.google.errorprone.annotations.Immutable;

/**
 * The container of a Kubernetes pod that a console's log belongs to.
 *
 * @param namespace the pod's namespace
 * @param pod the pod's name
 * @param uid the pod's UID
 * @param container the container's name
 */
@Immutable
public record PodRef(String namespace, String pod, String uid, String container) {

    /** The namespace of domains without a pod identity. */
    public static final String DEFAULT_NAMESPACE = "libvirt";

    /** @throws ConteeException if a part cannot be a segment of a path */
    public PodRef {
        Names.segment("namespace", namespace);
        Names.segment("pod name", pod);
        Names.segment("pod uid", uid);
        Names.segment("container name", container);
        Names.segment("pod log directory", directory(namespace, pod, uid));
    }

    /** Returns the identity of a console whose domain has no pod metadata. */
    public static PodRef of(ConsoleId console) {
        DomainId domain = console.domain();
        return new PodRef(DEFAULT_NAMESPACE, domain.name(), domain.uuid().toString(), console.alias());
    }

    /** Returns the pod's directory below {@code /var/log/pods}, as the kubelet names it. */
    public String directory() {
        return directory(namespace, pod, uid);
    }

    private static String directory(String namespace, String pod, String uid) {
        return namespace + "_" + pod + "_" + uid;
    }
}
