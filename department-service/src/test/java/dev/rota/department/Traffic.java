package dev.rota.department;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

/** Patients who go home at an even pace, from a thread of its own, until it is stopped. */
final class Traffic implements AutoCloseable {

    private final Checkouts checkouts;
    private final int patients;
    private final String room;
    private final Duration interval;
    private final List<UUID> sent = new ArrayList<>();
    private final Thread thread;
    private volatile boolean stopped;

    /**
     * Begins to send.
     *
     * @param perSecond checkouts
     * @param patients in turn; each is a key
     * @param room of all
     */
    Traffic(Checkouts checkouts, int perSecond, int patients, String room) {
        this.checkouts = checkouts;
        this.patients = patients;
        this.room = room;
        interval = Duration.ofSeconds(1).dividedBy(perSecond);
        thread = Thread.ofPlatform().name("traffic").start(this::send);
    }

    private void send() {
        long due = System.nanoTime();
        for (int i = 0; !stopped; i++) {
            UUID event = UUID.randomUUID();
            Checkouts.get(checkouts.send(Checkouts.TOPIC, "patient-" + i % patients, checkouts.bytes(event, room)));
            synchronized (sent) {
                sent.add(event);
            }
            due += interval.toNanos();
            LockSupport.parkNanos(due - System.nanoTime());
        }
    }

    /** What the broker has acknowledged so far. */
    List<UUID> sent() {
        synchronized (sent) {
            return List.copyOf(sent);
        }
    }

    /** Sends no more; returns when the broker has all that was sent. */
    void stop() {
        stopped = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        stop();
    }
}
