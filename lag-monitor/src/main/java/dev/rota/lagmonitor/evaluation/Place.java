package dev.rota.lagmonitor.evaluation;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * From where a group reads on in a partition.
 *
 * @param offset of the next record that it will read; of a share group the first that may not have been acknowledged
 * @param left how many records there are still to be read, if the cluster says so itself: members of a share group acknowledge
 *     records in any order, so that it cannot be told from the offset
 * @param first what there is to be read first from there on; empty if that was not read
 */
public record Place(long offset, OptionalLong left, Optional<FirstRecord> first) {

    /** The next record to be read, as every group but a share group commits it. */
    public static Place at(long offset) {
        return new Place(offset, OptionalLong.empty(), Optional.empty());
    }

    /** Where a share group's window begins, and what it has left if the cluster says so. */
    public static Place of(long offset, OptionalLong left) {
        return new Place(offset, left, Optional.empty());
    }

    /** The same place, and what there is to be read first. */
    public Place before(FirstRecord record) {
        return new Place(offset, left, Optional.of(record));
    }
}
