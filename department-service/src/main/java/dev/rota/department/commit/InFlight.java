package dev.rota.department.commit;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.TopicPartition;

/**
 * Which records of our partitions are in flight, and hence up to where each may be committed: to the first that is, or to the place after
 * the last that was. Thread-safe.
 */
final class InFlight {

    private final boolean lastOfEachPoll;
    private final Map<TopicPartition, Progress> partitions = new HashMap<>();

    /**
     * Nothing is in flight, and no partition ours.
     *
     * @param lastOfEachPoll whether of each poll only the last record of a partition is told of, which stands for those before it
     */
    InFlight(boolean lastOfEachPoll) {
        this.lastOfEachPoll = lastOfEachPoll;
    }

    /** One partition while it is ours. Guarded by the lock of the whole. */
    private final class Progress {

        /** Handed out, and not begun. */
        private final Queue<Long> waiting = new ArrayDeque<>();

        private final NavigableSet<Long> open = new TreeSet<>();

        /** Nothing begins any more. */
        private boolean leaving;

        /** After the last record that was begun. */
        private long position;

        /** Where the position was when nothing was in flight. */
        private long settled;

        private long committed;

        private long committable() {
            return open.isEmpty() || lastOfEachPoll ? settled : open.first();
        }
    }

    /** These partitions are ours. */
    synchronized void assigned(Collection<TopicPartition> fresh) {
        fresh.forEach(partition -> partitions.put(partition, new Progress()));
    }

    /**
     * A record is handed out, to be begun when its turn comes; those of a partition in their order.
     *
     * @return false if its partition is not ours; then it must not be
     */
    synchronized boolean handOut(TopicPartition partition, long offset) {
        Progress progress = partitions.get(partition);
        return progress != null && progress.waiting.add(offset);
    }

    /**
     * A record is to be handled.
     *
     * @return false if its partition is not ours, or about to go, or if it is not its turn: it was handed out before the partition went and
     *     came back, and will be again. Then it must not be.
     */
    synchronized boolean begin(TopicPartition partition, long offset) {
        Progress progress = partitions.get(partition);
        if (progress == null || progress.leaving || !Objects.equals(progress.waiting.peek(), offset)) {
            return false;
        }
        progress.waiting.remove();
        progress.open.add(offset);
        progress.position = Math.max(progress.position, offset + 1);
        return true;
    }

    /** A record is handled; nothing happens if it is not in flight, for its partition was taken for instance. */
    synchronized void done(TopicPartition partition, long offset) {
        Progress progress = partitions.get(partition);
        if (progress != null && progress.open.remove(offset) && progress.open.isEmpty()) {
            progress.settled = progress.position;
            notifyAll();
        }
    }

    /** A record that was begun is not handled after all, and may be handed out again. */
    synchronized void abandon(TopicPartition partition, long offset) {
        Progress progress = partitions.get(partition);
        if (progress != null && progress.open.remove(offset)) {
            notifyAll();
        }
    }

    /** What there is to commit and was not committed yet. */
    synchronized Map<TopicPartition, Long> due() {
        Map<TopicPartition, Long> due = new HashMap<>();
        partitions.forEach((partition, progress) -> {
            if (progress.committable() > progress.committed) {
                due.put(partition, progress.committable());
            }
        });
        return due;
    }

    /** The coordinator has accepted a commit. */
    synchronized void committed(Map<TopicPartition, Long> offsets) {
        offsets.forEach((partition, offset) -> {
            Progress progress = partitions.get(partition);
            if (progress != null) {
                progress.committed = Math.max(progress.committed, offset);
            }
        });
    }

    /**
     * Lets nothing of these partitions begin, and waits until nothing of them is in flight.
     *
     * @return how many records are, after all
     */
    synchronized int drain(Collection<TopicPartition> of, Duration within) throws InterruptedException {
        of.stream().map(partitions::get).filter(Objects::nonNull).forEach(progress -> progress.leaving = true);
        long deadline = System.nanoTime() + within.toNanos();
        int open = open(of);
        for (long left = within.toNanos(); open > 0 && left > 0; left = deadline - System.nanoTime()) {
            // Rounded up: to wait for nothing would be to wait for ever.
            wait(left / 1_000_000 + 1);
            open = open(of);
        }
        return open;
    }

    /** Whether a partition is ours. */
    synchronized boolean isOurs(TopicPartition partition) {
        return partitions.containsKey(partition);
    }

    /** All partitions that are ours. */
    synchronized Collection<TopicPartition> partitions() {
        return Set.copyOf(partitions.keySet());
    }

    /** These partitions are not ours any more. */
    synchronized void forget(Collection<TopicPartition> gone) {
        gone.forEach(partitions::remove);
        notifyAll();
    }

    private int open(Collection<TopicPartition> of) {
        return of.stream()
                .map(partitions::get)
                .filter(Objects::nonNull)
                .mapToInt(progress -> progress.open.size())
                .sum();
    }
}
