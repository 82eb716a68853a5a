package dev.rota.orderproducer.simulation;

import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The simulation as it stands, or as the last one ended. */
@Schema(description = "The simulation as it stands, or as the last one ended")
record SimulationReport(
        @Schema(description = "Whether it runs") boolean running,

        @Schema(description = "Its traffic; absent before the first one") @Nullable SimulationSettings settings,

        @Schema(description = "When it began; absent before the first one") @Nullable Instant runningSince,

        @Schema(description = "Events sent, each try counted")
        long sent,

        @Schema(description = "Of these, acknowledged by the broker")
        long acknowledged,

        @Schema(description = "Of these, not acknowledged; each is tried again with the same id")
        long failed,

        @Schema(description = "Orders and checkouts that were due while too many were open")
        long skipped,

        @Schema(description = "Orders that are on their way")
        long openOrders) {

    static final SimulationReport NEVER_RUN = new SimulationReport(false, null, null, 0, 0, 0, 0, 0);
}
