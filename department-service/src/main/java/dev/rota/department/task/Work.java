package dev.rota.department.task;

import java.util.List;
import java.util.UUID;

/**
 * What one event means to the department.
 *
 * @param eventId the event
 * @param topic where its record is
 * @param partition where its record is
 * @param offset where its record is
 * @param tasks what there is to do; may be empty
 */
public record Work(UUID eventId, String topic, int partition, long offset, List<Task> tasks) {}
