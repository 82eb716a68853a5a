package dev.rota.keyedconsumer;

/**
 * Whether more records may be polled, by the number and the bytes of those not done. Full and not full lie a half
 * apart, so that partitions are not paused and resumed with every record.
 *
 * <p>Belongs to the poll thread.
 */
final class BufferBound {

    private final long fullRecords;
    private final long fullBytes;
    private long records;
    private long bytes;
    private boolean full;

    /**
     * @param maxRecords never to be passed
     * @param maxPollRecords what a poll may add at most; not more than {@code maxRecords}
     * @param maxBytes may be passed by what one poll adds
     */
    BufferBound(int maxRecords, int maxPollRecords, long maxBytes) {
        this.fullRecords = (long) maxRecords - maxPollRecords + 1;
        this.fullBytes = maxBytes;
    }

    void add(long addedBytes) {
        records++;
        bytes += addedBytes;
        full |= records >= fullRecords || bytes >= fullBytes;
    }

    void remove(long removedRecords, long removedBytes) {
        records -= removedRecords;
        bytes -= removedBytes;
        if (records <= fullRecords / 2 && bytes <= fullBytes / 2) {
            full = false;
        }
    }

    /** How many records are polled and not done. */
    long records() {
        return records;
    }

    boolean isFull() {
        return full;
    }
}
