package dev.rota.lagmonitor.evaluation;

import java.time.Instant;
import java.util.Optional;

/**
 * What a {@code read_committed} consumer is given first from some offset on.
 *
 * @param offset of that record; if there is none, how far was looked
 * @param written the record's timestamp, as its producer or broker has it; empty if there is no record
 */
public record FirstRecord(long offset, Optional<Instant> written) {}
