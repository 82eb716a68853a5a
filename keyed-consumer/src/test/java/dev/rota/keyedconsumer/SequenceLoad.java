package dev.rota.keyedconsumer;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends {@code 0, 1, 2...} to each of the keys {@code key-0, key-1...}, one number of all keys at each tick, until it is
 * told to stop.
 */
final class SequenceLoad implements AutoCloseable {

    private final TestKafka kafka;
    private final String topic;
    private final int keys;
    private final Duration tick;
    private final Thread sender;
    private volatile boolean stopped;
    private int each;

    private SequenceLoad(TestKafka kafka, String topic, int keys, Duration tick) {
        this.kafka = kafka;
        this.topic = topic;
        this.keys = keys;
        this.tick = tick;
        this.sender = Thread.ofVirtual().unstarted(this::send);
    }

    static SequenceLoad start(TestKafka kafka, String topic, int keys, Duration tick) {
        SequenceLoad load = new SequenceLoad(kafka, topic, keys, tick);
        load.sender.start();
        return load;
    }

    private void send() {
        while (!stopped) {
            kafka.sendNumber(topic, keys, each++);
            // A load needs a pace, and this thread has nothing to wait for.
            LockSupport.parkNanos(tick.toNanos());
        }
        kafka.flush();
    }

    /**
     * Stops, and waits until all that was sent is there.
     *
     * @return how many numbers each key got
     */
    int stop() throws InterruptedException {
        stopped = true;
        sender.join();
        return each;
    }

    @Override
    public void close() {
        stopped = true;
    }
}
