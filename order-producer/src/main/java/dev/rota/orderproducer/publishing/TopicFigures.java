package dev.rota.orderproducer.publishing;

import java.util.SortedMap;

/**
 * What was acknowledged in one topic.
 *
 * @param partitions by partition number; those without any records are absent
 * @param keys how many different keys in all of them; beyond some hundred within a few percent
 */
public record TopicFigures(SortedMap<Integer, PartitionFigures> partitions, long keys) {}
