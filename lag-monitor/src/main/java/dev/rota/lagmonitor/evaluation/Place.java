package dev.rota.lagmonitor.evaluation;

import java.util.OptionalLong;

/**
 * From where a group reads on in a partition.
 *
 * @param offset of the next record that it will read; of a share group the first that may not have been acknowledged
 * @param left how many records there are still to be read, if the cluster says so itself: members of a share group acknowledge
 *     records in any order, so that it cannot be told from the offset
 */
public record Place(long offset, OptionalLong left) {

    /** The next record to be read, as every group but a share group commits it. */
    public static Place at(long offset) {
        return new Place(offset, OptionalLong.empty());
    }
}
