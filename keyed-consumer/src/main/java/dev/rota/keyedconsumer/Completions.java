package dev.rota.keyedconsumer;

import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * What handler threads have done and the poll thread has not entered yet, linked through the records themselves: one
 * atomic step per record and no garbage (R. K. Treiber, <i>Systems Programming: Coping with Parallelism</i>, IBM,
 * 1986). The order among them is lost, and no one needs it.
 */
final class Completions {

    private final AtomicReference<@Nullable Delivery> latest = new AtomicReference<>();
    private volatile @Nullable Thread waiting;

    /** A record is done. From any thread. */
    void add(Delivery done) {
        Delivery before;
        do {
            before = latest.get();
            done.setDoneBefore(before);
        } while (!latest.compareAndSet(before, done));
        Thread poller = waiting;
        if (before == null && poller != null) {
            LockSupport.unpark(poller);
        }
    }

    /** Takes all there are: the last of them, the others follow as {@link Delivery#doneBefore}. On the poll thread. */
    @Nullable Delivery takeAll() {
        return latest.get() == null ? null : latest.getAndSet(null);
    }

    /** Waits until there is one, the time is over or the thread is interrupted. On the poll thread. */
    void await(long nanos) {
        long deadline = System.nanoTime() + nanos;
        waiting = Thread.currentThread();
        try {
            long left = nanos;
            while (latest.get() == null && left > 0 && !Thread.currentThread().isInterrupted()) {
                LockSupport.parkNanos(this, left);
                left = deadline - System.nanoTime();
            }
        } finally {
            waiting = null;
        }
    }
}
