package dev.rota.lagmonitor.evaluation;

/** How much a lag is by fixed bounds, for those who want such bounds. A {@link Status} needs none. */
public enum LagLevel {
    LOW,
    MODERATE,
    HIGH
}
