package io.contee.model;

/** The condition on which a log continues in a new file. The size limit applies in any case. */
public enum LogRotation {
    /** If the file is full. */
    SIZE,
    /** If the file is full, and at the first output in an hour (UTC). */
    HOURLY,
    /** If the file is full, and at the first output in a day (UTC). */
    DAILY,
    /**
     * Never: a full log is emptied and written from its start, and no old file is kept. A pod log is still rotated by
     * size: a client that follows it through a kubelet would lose nearly everything.
     */
    TRUNCATE,
    /** As {@link #TRUNCATE}, including pod logs. */
    TRUNCATE_PODS;

    /**
     * Reads a rotation as {@link #toString} writes it.
     *
     * @throws ConteeException if the rotation is unknown
     */
    public static LogRotation parse(String text) {
        return Choice.parse("log rotation ", values(), text);
    }

    /** Returns the name in configuration and metadata, {@code hourly} for example. */
    @Override
    public String toString() {
        return Choice.shown(this);
    }
}
