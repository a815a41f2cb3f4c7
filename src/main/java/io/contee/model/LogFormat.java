package io.contee.model;

/** How the records of a pod log are written. Kubernetes reads both. */
public enum LogFormat {
    /** Docker's json-file: one object a line. */
    JSON(LineEnd.KEEP),
    /** The text format of the container runtime interface, as containerd and CRI-O write it. */
    CRI(LineEnd.STRIP);

    private final LineEnd lineEnd;

    LogFormat(LineEnd lineEnd) {
        this.lineEnd = lineEnd;
    }

    /** What the format's own runtime does with {@code \r\n}: docker keeps it, containerd strips it. */
    public LineEnd defaultLineEnd() {
        return lineEnd;
    }

    /**
     * Reads a format as {@link #toString} writes it.
     *
     * @throws ConteeException if there is no such format
     */
    public static LogFormat parse(String text) {
        return Choice.parse("log format ", values(), text);
    }

    /** As written in configuration and metadata, {@code json} for example. */
    @Override
    public String toString() {
        return Choice.shown(this);
    }
}
