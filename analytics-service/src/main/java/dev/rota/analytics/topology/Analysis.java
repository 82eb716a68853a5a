package dev.rota.analytics.topology;

/** What can be made of the inputs, each by steps of its own. */
public enum Analysis {
    /** What customers' orders come to, and their ranking. */
    REVENUE,
    /** Where orders stand, and which of their steps are none. */
    LIFECYCLE,
    /** What orders come to from minute to minute. */
    MINUTES,
    /** Whether each confirmed order was billed once. */
    RECONCILIATION,
    /** How fast ambulances are. */
    VEHICLES;

    boolean isOfOrders() {
        return this != VEHICLES;
    }
}
