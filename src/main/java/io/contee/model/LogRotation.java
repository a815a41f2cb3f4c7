package io.contee.model;

/** When a log goes on in a new file. Its size limits it in any case. */
public enum LogRotation {
    /** When it is full. */
    SIZE,
    /** When it is full, and with the first output of an hour (UTC). */
    HOURLY,
    /** When it is full, and with the first output of a day (UTC). */
    DAILY,
    /**
     * Never: a full log is emptied and written from its start, and no old file is kept. A log of a pod is rotated by
     * size nevertheless: whoever follows it through a kubelet would lose nearly everything.
     */
    TRUNCATE,
    /** As {@link #TRUNCATE}, logs of pods included. */
    TRUNCATE_PODS;

    /**
     * Reads a rotation as {@link #toString} writes it.
     *
     * @throws ConteeException if there is no such one
     */
    public static LogRotation parse(String text) {
        return Choice.parse("log rotation ", values(), text);
    }

    /** As written in configuration and metadata, {@code hourly} for example. */
    @Override
    public String toString() {
        return Choice.shown(this);
    }
}
