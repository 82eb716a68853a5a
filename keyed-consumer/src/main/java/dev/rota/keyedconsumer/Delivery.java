package dev.rota.keyedconsumer;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * One polled record on its way to being done, within one assignment of its partition.
 *
 * <p>It is a link of three chains, which saves the engine a node of its own in each: the records of its lane, the
 * records that are done and not yet entered, and in its superclass the records of its partition that are not done.
 *
 * <p>What changes in it belongs to the handler thread that has its lane, unless said otherwise; lanes pass from thread
 * to thread through queues, which makes the changes visible.
 */
final class Delivery extends OffsetLedger.Entry<Delivery> {

    private final KeyLane lane;
    private final ConsumerRecord<byte[], byte[]> raw;
    private final int bytes;
    private @Nullable Delivery nextInLane;
    private @Nullable Delivery doneBefore;
    private volatile boolean begun;
    private int attempts;
    private int burials;
    private boolean alone;
    private boolean inOutage;
    private @Nullable DeadLetter condemned;
    private long token;

    Delivery(KeyLane lane, ConsumerRecord<byte[], byte[]> raw) {
        super(raw.offset());
        this.lane = lane;
        this.raw = raw;
        this.bytes = bytes(raw);
    }

    private static int bytes(ConsumerRecord<byte[], byte[]> raw) {
        int bytes = length(raw.key()) + length(raw.value());
        for (Header header : raw.headers().toArray()) {
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

    /** What it takes in the buffer: key, value and headers. */
    int bytes() {
        return bytes;
    }

    /** The record behind it in its lane. */
    @Nullable Delivery nextInLane() {
        return nextInLane;
    }

    /** On the poll thread before the lane publishes it; taken back by the handler thread that has the lane. */
    void setNextInLane(@Nullable Delivery next) {
        nextInLane = next;
    }

    /** The record that was done before it, where both wait to be entered. On the poll thread. */
    @Nullable Delivery doneBefore() {
        return doneBefore;
    }

    void setDoneBefore(@Nullable Delivery before) {
        doneBefore = before;
    }

    /** A handler thread takes it up. */
    void begin() {
        begun = true;
    }

    /** It waits again. */
    void rest() {
        begun = false;
    }

    /** Whether a handler thread has taken it up: it is worked on, or done. From any thread. */
    boolean hasBegun() {
        return begun;
    }

    /** How many attempts there were. */
    int attempts() {
        return attempts;
    }

    /** Counts one more attempt, and says how many there are now. */
    int nextAttempt() {
        return ++attempts;
    }

    /** Counts one more attempt to store its dead letter, and says how many there are now. */
    int nextBurial() {
        return ++burials;
    }

    /** Takes the assignment's fencing token for an attempt. */
    long takeToken() {
        token = assignment().fencingToken();
        return token;
    }

    /** The fencing token of the last attempt. */
    long token() {
        return token;
    }

    /** Notes that from now on it makes up a batch by itself, for another that it was in failed for good. */
    void standAlone() {
        alone = true;
    }

    boolean standsAlone() {
        return alone;
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
    void condemn(DeadLetter letter) {
        condemned = letter;
    }

    /** What becomes of it since it was given up; null while it was not. */
    @Nullable DeadLetter condemned() {
        return condemned;
    }
}
