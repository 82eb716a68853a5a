package dev.rota.lagmonitor.evaluation;

import java.time.Duration;

/**
 * Bounds that are a matter of taste.
 *
 * @param moderateLag a partition's lag is moderate if it is more records than this
 * @param highLag and high if it is more than this; more than {@code moderateLag}
 * @param hungAfter after how long an open transaction is said to hang
 */
public record Rules(long moderateLag, long highLag, Duration hungAfter) {

    LagLevel level(long lag) {
        return lag > highLag ? LagLevel.HIGH : lag > moderateLag ? LagLevel.MODERATE : LagLevel.LOW;
    }
}
