package io.contee.model;

/** The logs that may be kept of a console. */
public enum LogKind {
    /** What the guest prints, as it is. */
    RAW,
    /** The log that Kubernetes' tools read. */
    POD,
    /** A log of VIC's entry format, beside the raw log's place and with its policy. */
    ENTRY
}
