package dev.rota.billing.invoicing;

/**
 * Where an event was read, for those who look into the books.
 *
 * @param topic its topic
 * @param partition its partition
 * @param offset its offset there
 */
public record Origin(String topic, int partition, long offset) {}
