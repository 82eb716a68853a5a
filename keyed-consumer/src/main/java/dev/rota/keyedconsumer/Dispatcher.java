package dev.rota.keyedconsumer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Works off lanes on virtual threads, a bounded number at once, each lane on one thread at a time. A thread that has a
 * lane goes on with it while there is work, up to a quantum, so fast handlers cost no hand-over per record and a busy
 * key starves nobody.
 *
 * <p>A lane whose head must wait is parked: it holds no thread, and a timer submits it again. Safe for all threads.
 */
final class Dispatcher implements AutoCloseable {

    private static final int LANE_QUANTUM = 64;

    /** Threads outlive short lulls: deserializers keep costly state per thread, Avro's resolvers among it. */
    private static final Duration IDLE_THREAD_LIFE = Duration.ofSeconds(10);

    private final RecordProcessor<?, ?> processor;
    private final BlockingQueue<Delivery> completions;
    private final Consumer<Throwable> onDefect;
    private final LinkedBlockingDeque<Runnable> busyLanes = new LinkedBlockingDeque<>();
    private final ThreadPoolExecutor workers;
    private final ScheduledThreadPoolExecutor timer;

    /**
     * @param completions where each record goes once it is done
     * @param onDefect told if the engine itself fails on a handler thread, whereupon a lane is stuck
     */
    Dispatcher(
            String group,
            int maxConcurrency,
            RecordProcessor<?, ?> processor,
            BlockingQueue<Delivery> completions,
            Consumer<Throwable> onDefect) {
        this.processor = processor;
        this.completions = completions;
        this.onDefect = onDefect;
        // What is submitted after the shutdown belongs to assignments that are over.
        workers = new ThreadPoolExecutor(
                maxConcurrency,
                maxConcurrency,
                IDLE_THREAD_LIFE.toMillis(),
                TimeUnit.MILLISECONDS,
                busyLanes,
                Thread.ofVirtual().name("keyed-consumer-" + group + "-", 1).factory(),
                new ThreadPoolExecutor.DiscardPolicy());
        workers.allowCoreThreadTimeOut(true);
        timer = new ScheduledThreadPoolExecutor(
                1,
                Thread.ofPlatform()
                        .daemon()
                        .name("keyed-consumer-" + group + "-timer")
                        .factory(),
                new ThreadPoolExecutor.DiscardPolicy());
    }

    /** A lane has become busy. */
    void submit(KeyLane lane) {
        LaneRun run = new LaneRun(lane);
        if (lane.assignment().handOut().isStopped()) {
            runNext(run);
        } else {
            workers.execute(run);
        }
    }

    /** Lanes whose assignment has been stopped overtake all others: a rebalance waits for them. */
    void expediteStopped() {
        // Not removeIf: it asks its predicate about lanes that a thread may take at the same moment, and a lane that
        // is then put back would be on two threads.
        List<Runnable> waiting = new ArrayList<>();
        busyLanes.drainTo(waiting);
        for (Runnable task : waiting) {
            if (task instanceof LaneRun run && run.isStopped()) {
                runNext(run);
            } else {
                runLast(task);
            }
        }
    }

    private void runNext(Runnable run) {
        busyLanes.addFirst(run);
        workers.prestartCoreThread();
    }

    private void runLast(Runnable run) {
        busyLanes.addLast(run);
        workers.prestartCoreThread();
    }

    /** Runs something later, on the timer's thread; it must be short. */
    void later(Duration delay, Runnable task) {
        Future<?> _ = timer.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Handler threads that are still at work are interrupted. */
    @Override
    public void close() {
        timer.shutdownNow();
        workers.shutdownNow();
    }

    private final class LaneRun implements Runnable {

        private final KeyLane lane;

        private LaneRun(KeyLane lane) {
            this.lane = lane;
        }

        private boolean isStopped() {
            return lane.assignment().handOut().isStopped();
        }

        @Override
        public void run() {
            try {
                for (int records = 0; records < LANE_QUANTUM; records++) {
                    if (!runHead()) {
                        return;
                    }
                }
                submit(lane);
            } catch (Throwable defect) {
                onDefect.accept(defect);
            }
        }

        /** Whether this thread has more to do in the lane. */
        private boolean runHead() {
            Delivery head = lane.head();
            HandOut handOut = lane.assignment().handOut();
            if (!handOut.begin(head.offset())) {
                return false;
            }
            try {
                return switch (processor.process(head)) {
                    case Outcome.Done() -> {
                        boolean more = lane.removeHead();
                        completions.add(head);
                        yield more;
                    }
                    case Outcome.TryAgain(Duration after) -> {
                        lane.park();
                        later(after, this::unpark);
                        yield false;
                    }
                };
            } finally {
                handOut.end();
            }
        }

        private void unpark() {
            lane.unpark();
            submit(lane);
        }
    }
}
