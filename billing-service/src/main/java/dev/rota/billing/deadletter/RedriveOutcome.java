package dev.rota.billing.deadletter;

/** How a redrive ended. */
enum RedriveOutcome {
    /** The brokers have the record. */
    REDRIVEN("redriven"),
    /** They did not say so in time; they may have it. */
    UNACKNOWLEDGED("unacknowledged"),
    /** It was not sent, or they do not take it. */
    REFUSED("refused");

    private final String word;

    RedriveOutcome(String word) {
        this.word = word;
    }

    /** As it is stored and counted. */
    String word() {
        return word;
    }
}
