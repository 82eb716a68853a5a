package dev.rota.orderproducer.publishing;

/**
 * What was acknowledged in one partition.
 *
 * @param records how many records
 * @param bytes of their keys and values, as they were before compression
 * @param keys how many different keys; beyond some hundred within a few percent
 */
public record PartitionFigures(long records, long bytes, long keys) {}
