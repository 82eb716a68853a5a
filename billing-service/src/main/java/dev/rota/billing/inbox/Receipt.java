package dev.rota.billing.inbox;

import java.util.UUID;

/**
 * An event that came.
 *
 * @param eventId its own id
 * @param offset where its record lies in the partition
 */
public record Receipt(UUID eventId, long offset) {}
