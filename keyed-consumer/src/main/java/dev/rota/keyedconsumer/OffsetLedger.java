package dev.rota.keyedconsumer;

import java.util.OptionalLong;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Which records of one assignment of one partition are done, and hence what may be committed.
 *
 * <p>Its one invariant: <b>every record below {@link #committable()} is done</b>. Four watermarks, of which none ever
 * falls while the assignment lasts:
 *
 * <pre>
 *   committed  ≤  committable  ≤  first offset not done (or position, if all are)  ≤  position
 * </pre>
 *
 * <p>Offsets need not be dense: compaction and transaction markers leave gaps, which hold nothing that could be undone.
 * Whatever would break the invariant throws {@link IllegalStateException} and changes nothing.
 *
 * <p>Only the poll thread touches it. The records not done are linked with each other in the order of their offsets, so
 * each step takes the same short time however many there are, and makes no garbage.
 *
 * @param <E> what a record is here
 */
final class OffsetLedger<E extends OffsetLedger.Entry<E>> {

    /**
     * A record's place in the ledger. Belongs to the poll thread, except the offset.
     *
     * @param <E> the type itself
     */
    abstract static class Entry<E extends Entry<E>> {

        private final long offset;

        /** Its place among all that were started. */
        long number;

        /** The ledger in which it is not done; null before it was started and after it is done. */
        @Nullable OffsetLedger<E> openIn;

        @Nullable E previous;

        @Nullable E next;

        Entry(long offset) {
            this.offset = offset;
        }

        final long offset() {
            return offset;
        }
    }

    private static final long NOTHING_YET = -1;

    private final TopicPartition partition;
    private @Nullable E first;
    private @Nullable E last;
    private int open;
    private long started;
    private long position = NOTHING_YET;
    private long committed = NOTHING_YET;

    OffsetLedger(TopicPartition partition) {
        this.partition = partition;
    }

    /** A record was polled. */
    void start(E entry) {
        check(entry.offset() >= position && entry.openIn == null, "started", entry.offset());
        E before = last;
        if (before == null) {
            first = entry;
        } else {
            before.next = entry;
        }
        entry.previous = before;
        entry.openIn = this;
        entry.number = started++;
        last = entry;
        open++;
        position = entry.offset() + 1;
    }

    /** Everything below this offset was polled, or is not there to be. */
    void advance(long nextOffset) {
        check(nextOffset >= position, "advanced", nextOffset);
        position = nextOffset;
    }

    /** A record that was started is done. */
    void complete(E entry) {
        check(entry.openIn == this, "completed", entry.offset());
        E before = entry.previous;
        E after = entry.next;
        if (before == null) {
            first = after;
        } else {
            before.next = after;
        }
        if (after == null) {
            last = before;
        } else {
            after.previous = before;
        }
        entry.openIn = null;
        entry.previous = null;
        entry.next = null;
        open--;
    }

    /**
     * Gives up all records that are not done, as if they had not been polled, and takes them apart, so that whoever
     * still holds one holds no other.
     */
    void abandon() {
        position = committable().orElse(NOTHING_YET);
        E entry = first;
        while (entry != null) {
            E after = entry.next;
            entry.openIn = null;
            entry.previous = null;
            entry.next = null;
            entry = after;
        }
        first = null;
        last = null;
        open = 0;
    }

    /** The coordinator has accepted a commit of this offset. */
    void committed(long offset) {
        check(offset >= committed && committable().orElse(NOTHING_YET) >= offset, "committed", offset);
        committed = offset;
    }

    /** The first offset that is not done, which is where a successor has to begin; empty before anything was polled. */
    OptionalLong committable() {
        E entry = first;
        return entry == null ? known(position) : OptionalLong.of(entry.offset());
    }

    /** Whether there is something to commit that is not committed yet. */
    boolean isCommitDue() {
        return committable().orElse(NOTHING_YET) > committed;
    }

    /** The offset last committed; empty before the first. */
    OptionalLong committed() {
        return known(committed);
    }

    /** The next offset to be polled; empty before anything was. */
    OptionalLong position() {
        return known(position);
    }

    /** How many records were started and are not done. */
    int open() {
        return open;
    }

    /** The first record that is not done; the others follow as {@link Entry#next}. */
    @Nullable E firstOpen() {
        return first;
    }

    /** How many records are done beyond the first that is not. */
    long doneBeyond() {
        E entry = first;
        return entry == null ? 0 : started - entry.number - open;
    }

    private static OptionalLong known(long watermark) {
        return watermark == NOTHING_YET ? OptionalLong.empty() : OptionalLong.of(watermark);
    }

    private void check(boolean holds, String what, long offset) {
        if (!holds) {
            throw new IllegalStateException(
                    "%s: offset %d cannot be %s: committed %d, committable %s, position %d, open %d"
                            .formatted(partition, offset, what, committed, committable(), position, open));
        }
    }
}
