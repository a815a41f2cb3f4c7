package io.contee.model;

/** The format of a pod log's records. Kubernetes reads both. */
public enum LogFormat {
    /** Docker's json-file: one object a line. */
    JSON(LineEnd.KEEP),
    /** The text format of the container runtime interface, as containerd and CRI-O write it. */
    CRI(LineEnd.STRIP);

    private final LineEnd lineEnd;

    LogFormat(LineEnd lineEnd) {
        this.lineEnd = lineEnd;
    }

    /** Returns the handling of {@code \r\n} in the format's own runtime: docker keeps it, containerd strips it. */
    public LineEnd defaultLineEnd() {
        return lineEnd;
    }

    /**
     * Reads a format as {@link #toString} writes it.
     *
     * @throws ConteeException if the format is unknown
     */
    public static LogFormat parse(String text) {
        return Choice.parse("log format ", values(), text);
    }

    /** Returns the name in configuration and metadata, {@code json} for example. */
    @Override
    public String toString() {
        return Choice.shown(this);
    }
}
