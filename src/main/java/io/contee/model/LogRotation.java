package io.contee.model;

import java.util.List;

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
    /** As {@link #TRUNCATE}, including pod logs. Only the configuration's {@code podLog.rotate} can request it. */
    TRUNCATE_PODS;

    private static final List<LogRotation> RAW = List.of(SIZE, HOURLY, DAILY, TRUNCATE);

    /** Returns those that a raw log can have, which is no pod's log. */
    public static LogRotation[] ofRawLogs() {
        return RAW.toArray(LogRotation[]::new);
    }

    /**
     * Reads the rotation of a domain's raw logs as {@link #toString} writes it.
     *
     * @throws ConteeException if a raw log cannot have it
     */
    public static LogRotation parseRaw(String text) {
        return Choice.parse("log rotation ", ofRawLogs(), text);
    }

    /** Returns the name in configuration and metadata, {@code hourly} for example. */
    @Override
    public String toString() {
        return Choice.shown(this);
    }
}
