package dev.rota.department.commit;

/** Tells why partitions go. */
public final class Membership {

    /** The method of Kafka's own listener that passes lost partitions on as revoked ones to listeners that know no difference. */
    private static final String LOST = "onPartitionsLost";

    private Membership() {}

    /**
     * Whether the partitions were lost: the group had given this member up, and they are others' already. The connector's listener tells of
     * lost partitions as of revoked ones, and the consumer keeps its old generation; only the caller's caller knows. To be asked while it
     * is told, on its thread.
     */
    public static boolean isLost() {
        return StackWalker.getInstance()
                .walk(frames -> frames.anyMatch(frame -> frame.getMethodName().equals(LOST)));
    }
}
