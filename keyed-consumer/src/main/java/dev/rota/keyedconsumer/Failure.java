package dev.rota.keyedconsumer;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * One attempt at a record that did not succeed.
 *
 * @param topicPartition where the record was read
 * @param offset its offset there
 * @param stage how far the attempt came
 * @param cause what was thrown
 * @param attempt how many attempts this assignment has made, this one included: 1 for the first
 */
public record Failure(TopicPartition topicPartition, long offset, Stage stage, Throwable cause, int attempt) {

    /** How far an attempt came. */
    public enum Stage {
        /** The bytes could not be read. */
        DESERIALIZATION,
        /** The handler threw. */
        HANDLER
    }

    /** Whether the cause, or any cause of it, is of one of these types. */
    @SafeVarargs
    public final boolean isCausedBy(Class<? extends Throwable>... types) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        for (@Nullable Throwable link = cause; link != null && seen.add(link); link = link.getCause()) {
            for (Class<? extends Throwable> type : types) {
                if (type.isInstance(link)) {
                    return true;
                }
            }
        }
        return false;
    }
}
