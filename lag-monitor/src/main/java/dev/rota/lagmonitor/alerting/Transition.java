package dev.rota.lagmonitor.alerting;

import dev.rota.lagmonitor.evaluation.Moment;

/**
 * An alert came into another state.
 *
 * @param at when
 * @param alert as it was then, in its new state
 */
public record Transition(Moment at, Alert alert) {}
