package dev.rota.lagmonitor.evaluation;

import java.time.Duration;

/**
 * Bounds that nothing in a cluster tells.
 *
 * @param moderateLag a partition's lag is moderate if it is more records than this
 * @param highLag and high if it is more than this; more than {@code moderateLag}
 * @param hungAfter after how long an open transaction is said to hang
 * @param sessionTimeout after how long coordinators give up members that they do not hear of
 */
public record Rules(long moderateLag, long highLag, Duration hungAfter, Duration sessionTimeout) {

    LagLevel level(long lag) {
        return lag > highLag ? LagLevel.HIGH : lag > moderateLag ? LagLevel.MODERATE : LagLevel.LOW;
    }
}
