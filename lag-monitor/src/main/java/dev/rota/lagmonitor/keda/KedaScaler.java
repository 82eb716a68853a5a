package dev.rota.lagmonitor.keda;

import dev.rota.lagmonitor.keda.contract.ExternalScaler;
import dev.rota.lagmonitor.keda.contract.GetMetricSpecResponse;
import dev.rota.lagmonitor.keda.contract.GetMetricsRequest;
import dev.rota.lagmonitor.keda.contract.GetMetricsResponse;
import dev.rota.lagmonitor.keda.contract.IsActiveResponse;
import dev.rota.lagmonitor.keda.contract.MetricSpec;
import dev.rota.lagmonitor.keda.contract.MetricValue;
import dev.rota.lagmonitor.keda.contract.ScaledObjectRef;
import dev.rota.lagmonitor.sampling.LagMonitorConfig;
import dev.rota.lagmonitor.sampling.Monitor;
import dev.rota.lagmonitor.sampling.MonitorState;
import dev.rota.lagmonitor.scaling.ScalingAdvice;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * KEDA's external scaler. Its metric is the number of replicas wanted and its target is 1, so that the HPA comes to exactly what is
 * advised. There is no number where none is known: KEDA is told UNAVAILABLE or NOT_FOUND, leaves the workload as it is, and turns
 * to its fallback after some polls, if it has one.
 */
@GrpcService
final class KedaScaler implements ExternalScaler {

    /** What the HPA knows the metric by; KEDA puts the trigger's number in front. */
    static final String METRIC = "rota-wanted-replicas";

    private static final String GROUP = "consumerGroup";
    private static final String CLUSTER = "cluster";

    /** In characters. What is refused is told back, in a header that has no room for more. */
    private static final int LONGEST = 500;

    private final LagMonitorConfig config;
    private final Monitor monitor;

    KedaScaler(LagMonitorConfig config, Monitor monitor) {
        this.config = config;
        this.monitor = monitor;
    }

    @Override
    public Uni<IsActiveResponse> isActive(ScaledObjectRef workload) {
        return answer(() -> active(wanted(group(workload)) > 0));
    }

    /**
     * Whether the group wants to run, at once and whenever that changes. Silent while it is not known: whoever waits here wants to
     * be told when it is.
     */
    @Override
    public Multi<IsActiveResponse> streamIsActive(ScaledObjectRef workload) {
        return Multi.createFrom().deferred(() -> {
            String group = group(workload);
            return monitor.states()
                    .map(state -> state.advice(group, config.staleAfter()).map(advice -> advice.wanted() > 0))
                    .filter(Optional::isPresent)
                    .map(Optional::orElseThrow)
                    .skip()
                    .repetitions()
                    .map(KedaScaler::active);
        });
    }

    /** Does not depend on figures: KEDA makes the HPA of it, which should not wait for the cluster. */
    @Override
    public Uni<GetMetricSpecResponse> getMetricSpec(ScaledObjectRef workload) {
        return answer(() -> {
            String _ = group(workload);
            return GetMetricSpecResponse.newBuilder()
                    .addMetricSpecs(MetricSpec.newBuilder()
                            .setMetricName(METRIC)
                            .setTargetSize(1)
                            .setTargetSizeFloat(1))
                    .build();
        });
    }

    @Override
    public Uni<GetMetricsResponse> getMetrics(GetMetricsRequest request) {
        return answer(() -> {
            String group = group(request.getScaledObjectRef());
            String metric = notTooLong("metricName", request.getMetricName());
            if (!metric.equals(METRIC)) {
                throw refused(Status.INVALID_ARGUMENT, "There is no metric '%s', only %s.".formatted(metric, METRIC));
            }
            int wanted = wanted(group);
            return GetMetricsResponse.newBuilder()
                    .addMetricValues(MetricValue.newBuilder()
                            .setMetricName(METRIC)
                            .setMetricValue(wanted)
                            .setMetricValueFloat(wanted))
                    .build();
        });
    }

    /** A refusal is an answer too, and no defect that would be logged. */
    private static <T> Uni<T> answer(Supplier<T> answer) {
        return Uni.createFrom().item(answer);
    }

    private static IsActiveResponse active(boolean active) {
        return IsActiveResponse.newBuilder().setResult(active).build();
    }

    /** Which group the trigger names. */
    private String group(ScaledObjectRef workload) {
        String cluster = notTooLong(CLUSTER, workload.getScalerMetadataOrDefault(CLUSTER, config.cluster()));
        if (!cluster.equals(config.cluster())) {
            throw refused(
                    Status.INVALID_ARGUMENT,
                    "This monitor watches cluster '%s', and not '%s' as %s in the trigger's metadata says."
                            .formatted(config.cluster(), cluster, CLUSTER));
        }
        String group = notTooLong(GROUP, workload.getScalerMetadataOrDefault(GROUP, ""));
        if (group.isBlank()) {
            throw refused(
                    Status.INVALID_ARGUMENT,
                    "%s is missing from the trigger's metadata: the id of the group that the workload's replicas are members of."
                            .formatted(GROUP));
        }
        return group;
    }

    private static String notTooLong(String key, String value) {
        if (value.length() > LONGEST) {
            throw refused(
                    Status.INVALID_ARGUMENT,
                    "%s has %d characters; more than %d are not taken.".formatted(key, value.length(), LONGEST));
        }
        return value;
    }

    private int wanted(String group) {
        MonitorState state = monitor.state();
        Optional<ScalingAdvice> known = state.advice(group, config.staleAfter());
        if (known.isPresent()) {
            return known.get().wanted();
        }
        if (state.isFresh(config.staleAfter()) && state.advice(group).isEmpty()) {
            throw refused(
                    Status.NOT_FOUND,
                    "Cluster '%s' lists no group '%s', or the monitor does not watch it."
                            .formatted(config.cluster(), group));
        }
        state.advice(group)
                .filter(given -> given.at().isWithin(config.staleAfter()))
                .ifPresent(given -> {
                    throw refused(
                            Status.UNAVAILABLE,
                            "No number follows from the figures of group '%s'. %s".formatted(group, given.reason()));
                });
        throw refused(
                Status.UNAVAILABLE,
                "There are no figures of group '%s' that are not older than %d s: %s."
                        .formatted(
                                group,
                                config.staleAfter().toSeconds(),
                                state.outage()
                                        .map(MonitorState.Outage::reason)
                                        .orElse("it could not be read, or the first sample is under way")));
    }

    private static StatusRuntimeException refused(Status status, String sentence) {
        return status.withDescription(sentence).asRuntimeException();
    }
}
