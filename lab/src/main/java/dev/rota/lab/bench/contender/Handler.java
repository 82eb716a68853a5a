package dev.rota.lab.bench.contender;

/** What each contender calls for each record, on a thread of its own choice. */
@FunctionalInterface
interface Handler {

    /**
     * Handles one record.
     *
     * @param key its key
     * @param value its value
     * @param partition where it was read
     * @param offset its offset there
     */
    void handle(String key, byte[] value, int partition, long offset) throws InterruptedException;
}
