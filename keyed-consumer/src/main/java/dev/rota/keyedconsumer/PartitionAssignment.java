package dev.rota.keyedconsumer;

import dev.rota.keyedconsumer.ConsumerView.PartitionView;
import dev.rota.keyedconsumer.ConsumerView.PauseReason;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * One assignment of one partition to this member, from the moment it is given until it is taken or lost.
 *
 * <p>A partition that comes back is another assignment, with a ledger of its own. Work carries its assignment with it,
 * so what an older assignment left running can never complete into the ledger of a newer one.
 *
 * <p>Belongs to the poll thread, except {@link #handOut()}, the outages and the fencing token.
 */
final class PartitionAssignment {

    private final TopicPartition partition;
    private final OffsetLedger ledger;
    private final HandOut handOut = new HandOut();
    private final Map<Object, KeyLane> lanes = new HashMap<>();
    private final AtomicInteger outages = new AtomicInteger();
    private volatile boolean fencePending;
    private volatile boolean fenceBusy;
    private volatile long fencingToken;
    private Set<PauseReason> pausedFor = Set.of();
    private long bufferedBytes;
    private boolean released;

    /** @param fencePending whether it must wait for {@link #fenced} before anything is fetched */
    PartitionAssignment(TopicPartition partition, boolean fencePending) {
        this.partition = partition;
        this.ledger = new OffsetLedger(partition);
        this.fencePending = fencePending;
    }

    TopicPartition partition() {
        return partition;
    }

    OffsetLedger ledger() {
        return ledger;
    }

    HandOut handOut() {
        return handOut;
    }

    /**
     * A polled record enters at the tail of its key's lane.
     *
     * @param submit takes the lane if it was idle until then
     * @return the bytes it takes in the buffer
     */
    int admit(ConsumerRecord<byte[], byte[]> raw, Consumer<KeyLane> submit) {
        ledger.start(raw.offset());
        Object key = raw.key() == null ? raw.offset() : ByteBuffer.wrap(raw.key());
        KeyLane lane = lanes.computeIfAbsent(key, absent -> new KeyLane(this, absent));
        Delivery delivery = new Delivery(lane, raw);
        bufferedBytes += delivery.bytes();
        if (lane.add(delivery)) {
            submit.accept(lane);
        }
        return delivery.bytes();
    }

    /** A record is done. */
    void complete(Delivery delivery) {
        ledger.complete(delivery.offset());
        bufferedBytes -= delivery.bytes();
        if (delivery.lane().isIdle()) {
            // This lane only: the key may have another by now, where a completion was told after its lane had gone
            // idle.
            lanes.remove(delivery.lane().key(), delivery.lane());
        }
    }

    /**
     * Whether nothing that {@link HandOut#stop()} let through is running or about to, and the fence is not being asked.
     */
    boolean isAtRest() {
        long limit = handOut.limit();
        // In this order: a record that has left its lane is running until its completion has been told.
        return !fenceBusy && lanes.values().stream().allMatch(lane -> lane.isAtRest(limit)) && handOut.running() == 0;
    }

    /** The bytes of the records not done. */
    long bufferedBytes() {
        return bufferedBytes;
    }

    /** How many keys, and records without one, are not done. */
    int lanes() {
        return lanes.size();
    }

    /** It is no longer this member's: what still completes is ignored. */
    void release() {
        handOut.shut();
        released = true;
    }

    boolean isReleased() {
        return released;
    }

    void outageBegan() {
        outages.incrementAndGet();
    }

    void outageEnded() {
        outages.decrementAndGet();
    }

    boolean isInOutage() {
        return outages.get() > 0;
    }

    /**
     * The fence is about to be asked for a token. It must not be asked for an assignment that is over, nor may an
     * answer be outstanding when the partition goes: a token acquired after the next owner's would shut that one out.
     *
     * @return whether it may; if so, {@link #fenceAnswered} must follow
     */
    boolean beginFencing() {
        // In this order, as whoever stops the assignment looks at them in the other.
        fenceBusy = true;
        if (handOut.isStopped()) {
            fenceBusy = false;
        }
        return fenceBusy;
    }

    /** The fence gave a token or failed. */
    void fenceAnswered() {
        fenceBusy = false;
    }

    /** It has its token, and its records may flow. */
    void fenced(long token) {
        fencingToken = token;
        fencePending = false;
    }

    boolean isFencePending() {
        return fencePending;
    }

    long fencingToken() {
        return fencingToken;
    }

    Set<PauseReason> pausedFor() {
        return pausedFor;
    }

    void pauseFor(Set<PauseReason> reasons) {
        pausedFor = reasons;
    }

    PartitionView view() {
        int inFlight = handOut.running();
        return new PartitionView(
                partition.topic(),
                partition.partition(),
                ledger.position(),
                ledger.committed(),
                ledger.doneBeyond(),
                Math.max(0, ledger.open() - inFlight),
                inFlight,
                pausedFor);
    }
}
