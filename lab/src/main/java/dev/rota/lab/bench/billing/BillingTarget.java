package dev.rota.lab.bench.billing;

import dev.rota.lab.bench.Measurements;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * What billing-service is to reach, as a ratio of what was measured in the same round.
 *
 * @param scenario where
 * @param what the ratio in words
 * @param least what it may not fall below
 * @param ratio takes it from the results; empty where the runs it needs were not made
 */
record BillingTarget(
        Scenario scenario, String what, double least, Function<Measurements<Scenario, Entrant>, OptionalDouble> ratio) {

    static final List<BillingTarget> ALL = List.of(
            new BillingTarget(
                    Scenario.ACCOUNT,
                    "billing-service / unnest on one connection, invoices per second",
                    0.60,
                    results -> results.medianRatio(
                            Scenario.ACCOUNT, Entrant.SERVICE, Entrant.UNNEST, BillingFigures.INVOICES_PER_SECOND)),
            new BillingTarget(
                    Scenario.ACCOUNT,
                    "billing-service / row by row on one connection, invoices per second",
                    20,
                    results -> results.medianRatio(
                            Scenario.ACCOUNT, Entrant.SERVICE, Entrant.ROW_BY_ROW, BillingFigures.INVOICES_PER_SECOND)),
            new BillingTarget(
                    Scenario.CARD,
                    "billing-service, of workers / measured charge time",
                    0.85,
                    results -> results.medianRatio(
                            Scenario.CARD,
                            Entrant.SERVICE,
                            BillingFigures.INVOICES_PER_SECOND,
                            BillingFigures.IDEAL_PER_SECOND)));
}
