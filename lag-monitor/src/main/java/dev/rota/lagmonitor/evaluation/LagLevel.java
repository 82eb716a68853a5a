package dev.rota.lagmonitor.evaluation;

import java.util.Optional;

/** How much a lag is by fixed bounds, for those who want such bounds. A {@link Status} needs none. */
public enum LagLevel {
    LOW,
    MODERATE,
    HIGH;

    private final Optional<LagLevel> known = Optional.of(this);

    /** This; all partitions share it. */
    Optional<LagLevel> known() {
        return known;
    }
}
