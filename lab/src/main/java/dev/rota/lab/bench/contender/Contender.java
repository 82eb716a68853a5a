package dev.rota.lab.bench.contender;

import java.util.Map;
import java.util.concurrent.ThreadFactory;

/** One library at work on one topic, as its users would have it. Used by one thread. */
interface Contender extends AutoCloseable {

    /**
     * What every contender is given alike.
     *
     * @param topic what to read
     * @param group its consumer group
     * @param clientConfig Kafka consumer settings; strings and bytes are its keys and values
     * @param workers how many handlers may run at once
     * @param buffer how many records may be polled and not done, where there is such a bound
     */
    record Assignment(String topic, String group, Map<String, Object> clientConfig, int workers, int buffer) {}

    /** How often offsets are committed, by all of them. */
    long COMMIT_MILLIS = 1_000;

    /** Begins to read, and returns. */
    void start(Assignment assignment, Handler handler);

    /** Does what it does to leave in order: finishes, commits, leaves the group. */
    @Override
    void close();

    /** Makes threads of the kind its handlers run on. */
    ThreadFactory workers();
}
