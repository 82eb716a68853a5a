package dev.rota.orderproducer.publishing;

/**
 * Where a key's records go.
 *
 * @param partition the partition, from 0
 * @param partitions how many the topic has
 */
public record Placement(int partition, int partitions) {}
