package dev.rota.lagmonitor.scaling;

import dev.rota.lagmonitor.evaluation.GroupLag;
import java.time.Duration;

/** Says from tick to tick how many members a group should have. */
@FunctionalInterface
interface Sizer {

    int size(GroupLag group);

    /**
     * KEDA's formula for Kafka, the lag by a threshold, as an HPA follows it: up at once, down by the most of the last five
     * minutes.
     */
    static Sizer keda(double threshold, int partitions) {
        Lately enough = new Lately(Duration.ofMinutes(5));
        int[] size = {1};
        return group -> {
            int wanted = (int) Math.ceil(group.totalLag().orElse(0) / threshold);
            int bounded = Math.clamp(wanted, 1, partitions);
            long now = group.sampledAt().nanoTime();
            enough.add(now, bounded);
            size[0] = Math.max(
                    bounded,
                    Math.min(size[0], enough.greatest(now, Duration.ZERO).orElse(size[0])));
            return size[0];
        };
    }
}
