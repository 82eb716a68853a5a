package dev.rota.keyedconsumer;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Works off lanes on virtual threads, a bounded number at once, each lane on one thread at a time.
 *
 * <p>A thread goes on with its lane while there is work in it, up to a quantum so that a busy key starves nobody, and
 * then takes the next lane from the queue, which needs no lock. It calls one more thread before it begins, but only
 * while none that was called is still on its way. So when handlers are fast a few threads do everything and none is
 * started per record, and when they block the threads multiply, each calling the next, until all work is taken or the
 * bound is reached.
 *
 * <p>A lane whose head must wait is parked: it holds no thread, and a timer submits it again. Safe for all threads.
 */
final class Dispatcher implements AutoCloseable {

    private static final int LANE_QUANTUM = 64;

    /** Threads outlive short lulls: deserializers keep costly state per thread, Avro's resolvers among it. */
    private static final Duration IDLE_THREAD_LIFE = Duration.ofSeconds(10);

    private final int maxConcurrency;
    private final Processor processor;
    private final Completions completions;
    private final Consumer<Throwable> onDefect;
    private final Queue<LaneBatch> busyLanes = new ConcurrentLinkedQueue<>();

    /** Lanes whose assignment has been stopped, which overtake all others: a rebalance waits for them. */
    private final Queue<LaneBatch> leavingLanes = new ConcurrentLinkedQueue<>();

    /** Threads that take lanes, the called one included. */
    private final AtomicInteger working = new AtomicInteger();

    /** Whether a thread was called and has not begun. Only who turns it to true may add to {@link #working}. */
    private final AtomicBoolean calling = new AtomicBoolean();

    private final ExecutorService threads;
    private final ScheduledThreadPoolExecutor timer;

    /**
     * @param completions where each record goes once it is done
     * @param onDefect told if the engine itself fails on a handler thread, whereupon a lane is stuck
     */
    Dispatcher(
            String group,
            int maxConcurrency,
            Processor processor,
            Completions completions,
            Consumer<Throwable> onDefect) {
        this.maxConcurrency = maxConcurrency;
        this.processor = processor;
        this.completions = completions;
        this.onDefect = onDefect;
        // What is submitted after the shutdown belongs to assignments that are over.
        threads = new ThreadPoolExecutor(
                0,
                Integer.MAX_VALUE,
                IDLE_THREAD_LIFE.toMillis(),
                TimeUnit.MILLISECONDS,
                new SynchronousQueue<>(),
                Thread.ofVirtual().name("keyed-consumer-" + group + "-", 1).factory(),
                new ThreadPoolExecutor.DiscardPolicy());
        timer = new ScheduledThreadPoolExecutor(
                1,
                Thread.ofPlatform()
                        .daemon()
                        .name("keyed-consumer-" + group + "-timer")
                        .factory(),
                new ThreadPoolExecutor.DiscardPolicy());
    }

    /** Lanes have become busy. */
    void submit(LaneBatch lanes) {
        if (!lanes.isEmpty()) {
            busyLanes.add(lanes);
            callOneMore();
        }
    }

    private void submit(KeyLane lane) {
        if (isLeaving(lane)) {
            leavingLanes.add(LaneBatch.of(lane));
        } else {
            busyLanes.add(LaneBatch.of(lane));
            if (isLeaving(lane)) {
                // Stopped between the look and the step: it may have missed those that overtake.
                expediteStopped();
            }
        }
        callOneMore();
    }

    private static boolean isLeaving(KeyLane lane) {
        return lane.assignment().handOut().isStopped();
    }

    /** Lets the lanes of stopped assignments overtake all others. */
    void expediteStopped() {
        LaneBatch leaving = new LaneBatch(0);
        LaneBatch staying = new LaneBatch(0);
        for (KeyLane lane = take(busyLanes); lane != null; lane = take(busyLanes)) {
            (isLeaving(lane) ? leaving : staying).add(lane);
        }
        leavingLanes.add(leaving);
        submit(staying);
        callOneMore();
    }

    /** Runs something later, on the timer's thread; it must be short. */
    void later(Duration delay, Runnable task) {
        Future<?> _ = timer.schedule(task, Durations.nanos(delay), TimeUnit.NANOSECONDS);
    }

    /** Handler threads that are still at work are interrupted. */
    @Override
    public void close() {
        timer.shutdownNow();
        threads.shutdownNow();
    }

    private boolean isLaneWaiting() {
        return !isEmpty(leavingLanes) || !isEmpty(busyLanes);
    }

    /** Has another thread take lanes if there is a lane to take, and one more may work, and none is on its way. */
    private void callOneMore() {
        // Once more after letting go of the flag: who gave up in between because it was taken relies on this.
        while (isLaneWaiting() && working.get() < maxConcurrency && calling.compareAndSet(false, true)) {
            if (working.get() < maxConcurrency) {
                working.incrementAndGet();
                threads.execute(this::work);
                return;
            }
            calling.set(false);
        }
    }

    private void work() {
        try {
            calling.set(false);
            for (KeyLane lane = nextLane(); lane != null; lane = nextLane()) {
                if (!calling.get()) {
                    callOneMore();
                }
                work(lane);
            }
            working.decrementAndGet();
            // A lane that came after the last look, while all were at work, has called nobody.
            callOneMore();
        } catch (Throwable defect) {
            onDefect.accept(defect);
        }
    }

    private @Nullable KeyLane nextLane() {
        KeyLane leaving = take(leavingLanes);
        return leaving != null ? leaving : take(busyLanes);
    }

    private static @Nullable KeyLane take(Queue<LaneBatch> queue) {
        for (LaneBatch first = queue.peek(); first != null; first = queue.peek()) {
            KeyLane lane = first.take();
            if (lane != null) {
                return lane;
            }
            // Whoever sees it empty first removes it; the others need not look through the queue.
            if (queue.peek() == first) {
                queue.remove(first);
            }
        }
        return null;
    }

    private static boolean isEmpty(Queue<LaneBatch> queue) {
        for (LaneBatch lanes : queue) {
            if (!lanes.isEmpty()) {
                return false;
            }
        }
        return true;
    }

    private void work(KeyLane lane) {
        for (int attempts = 0; attempts < LANE_QUANTUM; attempts++) {
            if (!workOnHead(lane)) {
                return;
            }
        }
        submit(lane);
    }

    /** Whether this thread has more to do in the lane. */
    private boolean workOnHead(KeyLane lane) {
        Delivery head = lane.head();
        if (!lane.assignment().handOut().begin(head)) {
            return false;
        }
        return switch (processor.process(head)) {
            case Outcome.Done(int records) -> complete(lane, records);
            case Outcome.TryAgain(Duration after) -> {
                head.rest();
                lane.park();
                later(after, () -> unpark(lane));
                yield false;
            }
        };
    }

    private boolean complete(KeyLane lane, int records) {
        boolean more = true;
        for (int i = 0; i < records; i++) {
            Delivery done = lane.head();
            more = lane.removeHead();
            completions.add(done);
        }
        return more;
    }

    /** In this order, as the poll thread stops an assignment and then looks whether its lanes are parked. */
    private void unpark(KeyLane lane) {
        lane.unpark();
        if (lane.assignment().handOut().isStopped()) {
            // The partition goes without waiting for it, and the next owner has it again.
            lane.park();
        } else {
            submit(lane);
        }
    }
}
