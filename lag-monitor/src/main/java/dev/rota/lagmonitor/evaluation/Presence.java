package dev.rota.lagmonitor.evaluation;

/** Whether anybody reads a partition for its group. */
enum Presence {
    /** A member owns it. */
    OWNED,
    /** The members are known, and none owns it. */
    NOBODY,
    /** The group has no members by design: its consumers assign themselves their partitions and only commit. */
    ONLY_COMMITS,
    /** Members are not known, or partitions are changing hands. */
    UNKNOWN
}
