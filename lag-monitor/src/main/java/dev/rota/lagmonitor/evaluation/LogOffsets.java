package dev.rota.lagmonitor.evaluation;

/**
 * The offsets that bound one partition's log.
 *
 * @param start of the oldest record that is still there, or of the next one to be written if there is none
 * @param lastStable below which every transaction has ended: how far {@code read_committed} consumers can read
 * @param end of the next record to be written, the high watermark: how far all others can read; at least {@code lastStable}
 */
public record LogOffsets(long start, long lastStable, long end) {}
