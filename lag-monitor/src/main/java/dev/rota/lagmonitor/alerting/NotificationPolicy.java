package dev.rota.lagmonitor.alerting;

import java.time.Duration;

/**
 * How often people are told.
 *
 * @param groupWait for how long more alerts of the same rule are waited for
 * @param groupInterval the shortest time between two notifications of one rule
 * @param repeatEvery after how long it is told again that alerts of a rule still fire
 */
public record NotificationPolicy(Duration groupWait, Duration groupInterval, Duration repeatEvery) {}
