package dev.rota.lagmonitor.api;

import dev.rota.lagmonitor.evaluation.Rebalance;
import dev.rota.lagmonitor.evaluation.Rebalance.Cause;
import java.time.Instant;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** One rebalance in one line. */
@Schema(name = "Rebalance")
record RebalanceView(
        @Schema(description = "When it was first seen, under way or over")
        Instant seenAt,

        @Schema(description = "When the group was first seen settled again; null while it is under way")
        Optional<Instant> settledAt,

        @Schema(description = "How many seconds it took at least: from its first to its last sight under way")
        double atLeastSeconds,

        @Schema(
                description =
                        "How many seconds it took at most: between the readings before and after it; null if there is not one of each")
        Optional<Double> atMostSeconds,

        @Schema(
                description =
                        "JOINED, LEFT, CRASHED, GONE, SCALED, RESTARTED, REPLACED, ASSIGNMENT_CHANGED or UNKNOWN, as far as it can be told")
        Cause cause,

        @Schema(description = "What happened, in sentences") String reason,

        @Schema(
                description =
                        "How many assignments the coordinator made, if it counts them, otherwise 1; 0 if static members came back to what they owned")
        long rounds,

        @Schema(description = "How many partitions changed hands; 0 while it is under way or if that is not known")
        int partitionsMoved) {

    static RebalanceView of(Rebalance rebalance) {
        return new RebalanceView(
                rebalance.seen().instant(),
                rebalance.settled().map(moment -> moment.instant()),
                TimeLagView.seconds(rebalance.atLeast()),
                rebalance.atMost().map(TimeLagView::seconds),
                rebalance.cause(),
                rebalance.reason(),
                rebalance.rounds(),
                rebalance.change().map(change -> change.moved()).orElse(0));
    }
}
