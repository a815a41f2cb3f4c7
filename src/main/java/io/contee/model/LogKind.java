package io.contee.model;

/** The logs that may be kept of a console. */
public enum LogKind {
    /** The guest's output, unchanged. */
    RAW,
    /** The log that Kubernetes' tools read. */
    POD,
    /** A log in VIC's entry format, beside the raw log's path and with its policy. */
    ENTRY
}
