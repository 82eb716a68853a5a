package dev.rota.lagmonitor.evaluation;

/** What a group is doing, as its coordinator says; written as Kafka writes it. */
public enum GroupState {
    STABLE("Stable"),
    PREPARING_REBALANCE("PreparingRebalance"),
    COMPLETING_REBALANCE("CompletingRebalance"),
    ASSIGNING("Assigning"),
    RECONCILING("Reconciling"),
    NOT_READY("NotReady"),
    EMPTY("Empty"),
    DEAD("Dead"),
    UNKNOWN("Unknown");

    private final String kafkaName;

    GroupState(String kafkaName) {
        this.kafkaName = kafkaName;
    }

    /** Whether a group in this state can have members at all. */
    public boolean mayHaveMembers() {
        return switch (this) {
            case EMPTY, DEAD -> false;
            case STABLE, PREPARING_REBALANCE, COMPLETING_REBALANCE, ASSIGNING, RECONCILING, NOT_READY, UNKNOWN -> true;
        };
    }

    /** Whether partitions are changing hands. */
    public boolean isRebalancing() {
        return switch (this) {
            case PREPARING_REBALANCE, COMPLETING_REBALANCE, ASSIGNING, RECONCILING -> true;
            case STABLE, NOT_READY, EMPTY, DEAD, UNKNOWN -> false;
        };
    }

    @Override
    public String toString() {
        return kafkaName;
    }
}
