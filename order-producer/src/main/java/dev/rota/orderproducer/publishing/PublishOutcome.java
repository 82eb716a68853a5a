package dev.rota.orderproducer.publishing;

/** How the attempt to write one record ended. */
public sealed interface PublishOutcome {

    /**
     * All in-sync replicas have the record.
     *
     * @param partition the partition it is in
     * @param offset its place there
     */
    record Acknowledged(int partition, long offset) implements PublishOutcome {}

    /**
     * The record never left this process; trying again later is safe.
     *
     * @param reason what stood in the way, as a clause for people
     */
    record NotWritten(String reason) implements PublishOutcome {}

    /**
     * The record never left this process, for what came before it fills the send buffer; trying again a moment later is
     * safe.
     */
    record Overloaded() implements PublishOutcome {}

    /**
     * The record went to the broker and no answer came: it may be in the log, or not. Trying again is safe only with the
     * same event id.
     *
     * @param reason what is known, as a clause for people
     */
    record OutcomeUnknown(String reason) implements PublishOutcome {}

    /**
     * The cluster will not take the record however often it is tried: someone has to change a setting or a permission.
     *
     * @param reason what the cluster said, for operators only
     */
    record Refused(String reason) implements PublishOutcome {}
}
