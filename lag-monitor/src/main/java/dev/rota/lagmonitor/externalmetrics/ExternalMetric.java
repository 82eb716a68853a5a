package dev.rota.lagmonitor.externalmetrics;

import dev.rota.lagmonitor.evaluation.GroupLag;
import dev.rota.lagmonitor.sampling.MonitorState;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The metrics that there are of each group. */
enum ExternalMetric {
    WANTED_REPLICAS("rota-wanted-replicas") {
        @Override
        Optional<String> value(GroupLag group, MonitorState state, Duration staleAfter) {
            return state.advice(group.group(), staleAfter).map(advice -> Integer.toString(advice.wanted()));
        }
    },
    LAG("rota-consumergroup-lag") {
        @Override
        Optional<String> value(GroupLag group, MonitorState state, Duration staleAfter) {
            OptionalLong lag = group.partitionsOfUnknownLag() == 0 ? group.totalLag() : OptionalLong.empty();
            return lag.isPresent() ? Optional.of(Long.toString(lag.getAsLong())) : Optional.empty();
        }
    },
    TIME_LAG_SECONDS("rota-consumergroup-time-lag-seconds") {
        @Override
        Optional<String> value(GroupLag group, MonitorState state, Duration staleAfter) {
            return group.timeLag().filter(_ -> !group.timeLagIsAtLeast()).map(ExternalMetric::seconds);
        }
    };

    private final String label;

    ExternalMetric(String label) {
        this.label = label;
    }

    /** What Kubernetes calls it. */
    String label() {
        return label;
    }

    /** Its value for a group, as a quantity; empty if it is not known. */
    abstract Optional<String> value(GroupLag group, MonitorState state, Duration staleAfter);

    static Optional<ExternalMetric> of(String label) {
        return Arrays.stream(values())
                .filter(metric -> metric.label.equals(label))
                .findFirst();
    }

    static List<String> labels() {
        return Arrays.stream(values()).map(ExternalMetric::label).toList();
    }

    /** A quantity has no fraction in its canonical form. */
    private static String seconds(Duration time) {
        long millis = time.toMillis();
        return millis % 1_000 == 0 ? Long.toString(millis / 1_000) : millis + "m";
    }
}
