package dev.rota.lagmonitor.evaluation;

import java.util.Locale;

/** The protocol by which a group's members share partitions; written as Kafka writes it, in lower case. */
public enum GroupType {
    /** The protocol of old, where a member computes the assignment; also groups that only commit. */
    CLASSIC,
    /** KIP-848: the broker computes the assignment. */
    CONSUMER,
    /** KIP-1071: the broker assigns the tasks of a Kafka Streams topology. */
    STREAMS,
    /** KIP-932: members share records, not partitions, and nothing is committed per partition. */
    SHARE,
    /** The broker is too old to tell, or too new to be understood. */
    UNKNOWN;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
