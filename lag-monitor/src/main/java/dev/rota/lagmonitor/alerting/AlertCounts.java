package dev.rota.lagmonitor.alerting;

import java.util.Map;

/**
 * How many alerts there are.
 *
 * @param byRule by the rule's name, and then by their state
 * @param refused how many more there would be if there were room for them
 * @param forgotten how many transitions the history has lost
 */
public record AlertCounts(Map<String, Map<AlertState, Integer>> byRule, int refused, long forgotten) {

    /** Of one rule in one state. */
    public int of(String rule, AlertState state) {
        return byRule.getOrDefault(rule, Map.of()).getOrDefault(state, 0);
    }
}
