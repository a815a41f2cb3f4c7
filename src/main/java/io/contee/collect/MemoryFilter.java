package io.contee.collect;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.csv.CSVRecord;

/**
 * Selects rows of the table.
 *
 * @param vms the names of the guests; empty for all
 * @param since only rows of that time and later ones
 * @param until only rows before that time
 */
public record MemoryFilter(Set<String> vms, Optional<Instant> since, Optional<Instant> until) {

    /** Copies the set. */
    public MemoryFilter {
        vms = Set.copyOf(vms);
    }

    /** Returns whether every row is selected. */
    public boolean acceptsAll() {
        return vms.isEmpty() && since.isEmpty() && until.isEmpty();
    }

    boolean accepts(CSVRecord row) {
        if (row.size() <= MemoryRow.VM || (!vms.isEmpty() && !vms.contains(row.get(MemoryRow.VM)))) {
            return false;
        }
        if (since.isEmpty() && until.isEmpty()) {
            return true;
        }
        try {
            Instant time = Instant.parse(row.get(MemoryRow.TIME));
            return !time.isBefore(since.orElse(Instant.MIN)) && time.isBefore(until.orElse(Instant.MAX));
        } catch (DateTimeException e) {
            return false; // not a row that contee wrote
        }
    }
}
