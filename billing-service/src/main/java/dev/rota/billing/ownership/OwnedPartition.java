package dev.rota.billing.ownership;

/**
 * A partition as this replica was given it.
 *
 * @param topic its topic
 * @param partition its number
 * @param epoch what {@link PartitionOwners#acquire} gave for this assignment
 */
public record OwnedPartition(String topic, int partition, long epoch) {}
