package dev.rota.keyedconsumer;

/**
 * Where records go that will never succeed. Called on handler threads, for several records at once.
 *
 * <p>The consumer closes it when it closes itself.
 *
 * @see KafkaDeadLetters
 */
@FunctionalInterface
public interface DeadLetters extends AutoCloseable {

    /**
     * Stores one dead letter, and returns only when it is stored for good: the record counts as done from then on. May
     * be called again with a letter that is stored already, after a crash for instance.
     *
     * @throws Exception if it is not known to be stored. The record stays not done, nothing more is fetched from its
     *     partition, and the letter is sent again until it is accepted; the handler is not called again.
     */
    void send(DeadLetter letter) throws Exception;

    /** Lets go of what it holds; by default nothing. */
    @Override
    default void close() {}
}
