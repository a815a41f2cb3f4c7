package io.contee.stats;

/**
 * What one log counts as it is written.
 *
 * @param records records that it made of the guest's output, or of contee's own words; a raw log makes none
 * @param rotations how often it began a new file because the one before was full or its time was over
 */
public record LogCounters(Figure records, Figure rotations) {

    /** Makes counters at 0. */
    public LogCounters() {
        this(new Figure(), new Figure());
    }
}
