package dev.rota.department.commit;

import org.apache.kafka.clients.consumer.Consumer;

/** Tells why partitions go. */
public final class Membership {

    private Membership() {}

    /**
     * Whether the group has forgotten this member: then its partitions are others' already. The connector tells of lost partitions as it
     * does of revoked ones. To be asked on the polling thread, while it is told.
     */
    public static boolean isLost(Consumer<?, ?> consumer) {
        // Generations of the classic protocol, and epochs of the other, are counted from 1 for members.
        return consumer.groupMetadata().generationId() <= 0;
    }
}
