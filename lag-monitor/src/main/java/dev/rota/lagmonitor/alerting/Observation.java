package dev.rota.lagmonitor.alerting;

import dev.rota.lagmonitor.evaluation.Moment;
import dev.rota.lagmonitor.evaluation.Snapshot;
import dev.rota.lagmonitor.scaling.ScalingAdvice;
import java.util.Map;
import java.util.Optional;

/**
 * What is known when rules are judged.
 *
 * @param now when that is
 * @param snapshot the latest; empty before the first
 * @param advice how many replicas each group of that snapshot wants, by the group's id
 * @param awaySince since when the cluster cannot be sampled; empty while it can
 */
public record Observation(
        Moment now, Optional<Snapshot> snapshot, Map<String, ScalingAdvice> advice, Optional<Moment> awaySince) {}
