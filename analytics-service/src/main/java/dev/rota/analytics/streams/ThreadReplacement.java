package dev.rota.analytics.streams;

import dev.rota.analytics.streams.Failures.Due;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.jboss.logging.Logger;

/**
 * Replaces a thread that ended for what may pass, for so long in a row; then, and at once for all else, shuts this instance down, so that it
 * is started anew and somebody sees it. Told by the threads that end, which wait here for a moment.
 */
final class ThreadReplacement implements StreamsUncaughtExceptionHandler {

    private static final Logger LOG = Logger.getLogger(ThreadReplacement.class);

    /** A new thread may fail at once. */
    static final Duration PAUSE = Duration.ofSeconds(1);

    /** Of the window; nothing that failed for so long ends a row. */
    private static final int CALM = 4;

    private final Duration window;
    private final Runnable pause;
    private final LongSupplier nanos;
    private final Runnable onReplaced;

    private boolean failing;
    private long firstNanos;
    private long lastNanos;

    /**
     * Prepares it.
     *
     * @param window how long a row of failures may go on
     * @param pause waits for a moment
     * @param nanos the clock
     * @param onReplaced counts
     */
    ThreadReplacement(Duration window, Runnable pause, LongSupplier nanos, Runnable onReplaced) {
        this.window = window;
        this.pause = pause;
        this.nanos = nanos;
        this.onReplaced = onReplaced;
    }

    @Override
    public StreamThreadExceptionResponse handle(Throwable thrown) {
        if (Failures.ofThread(thrown) != Due.CIRCUMSTANCES) {
            LOG.errorf(
                    "This instance shuts down: a thread has failed for what a new one would fail for, too: %s", thrown);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        }
        if (!isWithinWindow()) {
            LOG.errorf("This instance shuts down: threads have failed for %s in a row, last: %s", window, thrown);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        }
        LOG.warnf("A thread is replaced: %s", thrown);
        onReplaced.run();
        pause.run();
        return StreamThreadExceptionResponse.REPLACE_THREAD;
    }

    private synchronized boolean isWithinWindow() {
        long now = nanos.getAsLong();
        if (!failing || now - lastNanos > window.dividedBy(CALM).toNanos()) {
            firstNanos = now;
        }
        failing = true;
        lastNanos = now;
        return now - firstNanos <= window.toNanos();
    }
}
