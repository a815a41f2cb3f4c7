package io.contee.stats;

/**
 * The counters of one log.
 *
 * @param records records made of the guest's output or of contee's own marks; a raw log makes none
 * @param rotations how often it began a new file because the previous one was full or too old
 */
public record LogCounters(Figure records, Figure rotations) {

    /** Makes counters at 0. */
    public LogCounters() {
        this(new Figure(), new Figure());
    }
}
