package dev.rota.keyedconsumer;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * One polled record on its way to being done, within one assignment of its partition.
 *
 * <p>What changes in it belongs to the handler thread that has its lane; lanes pass from thread to thread through
 * queues, which makes the changes visible.
 */
final class Delivery {

    private final KeyLane lane;
    private final ConsumerRecord<byte[], byte[]> raw;
    private final int bytes;
    private int attempts;
    private int burials;
    private boolean inOutage;
    private @Nullable Failure condemned;

    Delivery(KeyLane lane, ConsumerRecord<byte[], byte[]> raw) {
        this.lane = lane;
        this.raw = raw;
        this.bytes = bytes(raw);
    }

    private static int bytes(ConsumerRecord<byte[], byte[]> raw) {
        int bytes = length(raw.key()) + length(raw.value());
        for (Header header : raw.headers()) {
            bytes += header.key().length() + length(header.value());
        }
        return bytes;
    }

    private static int length(byte @Nullable [] bytes) {
        return bytes == null ? 0 : bytes.length;
    }

    KeyLane lane() {
        return lane;
    }

    PartitionAssignment assignment() {
        return lane.assignment();
    }

    ConsumerRecord<byte[], byte[]> raw() {
        return raw;
    }

    long offset() {
        return raw.offset();
    }

    /** What it takes in the buffer: key, value and headers. */
    int bytes() {
        return bytes;
    }

    /** Counts one more attempt, and says how many there are now. */
    int nextAttempt() {
        return ++attempts;
    }

    /** Counts one more attempt to store its dead letter, and says how many there are now. */
    int nextBurial() {
        return ++burials;
    }

    /** Notes that this record waits for something to come back, which pauses its partition. */
    void enterOutage() {
        if (!inOutage) {
            inOutage = true;
            assignment().outageBegan();
        }
    }

    /** Notes that it no longer does. */
    void leaveOutage() {
        if (inOutage) {
            inOutage = false;
            assignment().outageEnded();
        }
    }

    /** Notes that no attempt will follow, only the dead letter. */
    void condemn(Failure failure) {
        condemned = failure;
    }

    /** The failure it was given up for; null while it was not. */
    @Nullable Failure condemned() {
        return condemned;
    }
}
