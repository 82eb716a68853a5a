package dev.rota.keyedconsumer;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A record that was given up, as it came from the broker.
 *
 * @param record the original: its key and value bytes, headers, place and timestamp
 * @param failure the last attempt; its {@link Failure#attempt()} says how many there were
 * @param reason why, as the {@link Verdict.Poison} has it
 * @param group the consumer group that gave up
 */
public record DeadLetter(ConsumerRecord<byte[], byte[]> record, Failure failure, String reason, String group) {}
