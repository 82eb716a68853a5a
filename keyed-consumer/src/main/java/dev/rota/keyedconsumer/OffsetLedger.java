package dev.rota.keyedconsumer;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.common.TopicPartition;

/**
 * Which records of one assignment of one partition are done, and hence what may be committed.
 *
 * <p>Its one invariant: <b>every record below {@link #committable()} is done</b>. Four watermarks, of which none ever
 * falls:
 *
 * <pre>
 *   committed  ≤  committable  ≤  first offset not done (or position, if all are)  ≤  position
 * </pre>
 *
 * <p>Offsets need not be dense: compaction and transaction markers leave gaps, which hold nothing that could be undone.
 * Whatever would break the invariant throws {@link IllegalStateException} and changes nothing.
 *
 * <p>Only the poll thread touches it. Memory grows with the records not done, not with those done beyond the first of
 * them.
 */
final class OffsetLedger {

    private static final long NOTHING_YET = -1;

    private final TopicPartition partition;

    /** Records not done, by offset, in the order of their offsets; each with its number among all that were started. */
    private final LinkedHashMap<Long, Long> open = new LinkedHashMap<>();

    private long started;
    private long position = NOTHING_YET;
    private long committed = NOTHING_YET;

    OffsetLedger(TopicPartition partition) {
        this.partition = partition;
    }

    /** A record was polled. */
    void start(long offset) {
        check(offset >= position, "started", offset);
        open.put(offset, started++);
        position = offset + 1;
    }

    /** Everything below this offset was polled, or is not there to be. */
    void advance(long nextOffset) {
        check(nextOffset >= position, "advanced", nextOffset);
        position = nextOffset;
    }

    /** A record that was started is done. */
    void complete(long offset) {
        check(open.containsKey(offset), "completed", offset);
        open.remove(offset);
    }

    /** The coordinator has accepted a commit of this offset. */
    void committed(long offset) {
        check(offset >= committed && committable().orElse(NOTHING_YET) >= offset, "committed", offset);
        committed = offset;
    }

    /** The first offset that is not done, which is where a successor has to begin; empty before anything was polled. */
    OptionalLong committable() {
        Map.Entry<Long, Long> first = open.firstEntry();
        return first == null ? known(position) : OptionalLong.of(first.getKey());
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
        return open.size();
    }

    /** How many records are done beyond the first that is not. */
    long doneBeyond() {
        Map.Entry<Long, Long> first = open.firstEntry();
        return first == null ? 0 : started - first.getValue() - open.size();
    }

    private static OptionalLong known(long watermark) {
        return watermark == NOTHING_YET ? OptionalLong.empty() : OptionalLong.of(watermark);
    }

    private void check(boolean holds, String what, long offset) {
        if (!holds) {
            throw new IllegalStateException(
                    "%s: offset %d cannot be %s: committed %d, committable %s, position %d, open %d"
                            .formatted(partition, offset, what, committed, committable(), position, open.size()));
        }
    }
}
