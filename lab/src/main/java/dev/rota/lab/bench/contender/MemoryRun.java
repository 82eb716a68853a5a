package dev.rota.lab.bench.contender;

import dev.rota.lab.bench.contender.Tally.Audit;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;

/** What is left in the heap after a collection, each time a tenth of the topic is done. */
final class MemoryRun {

    private static final int SAMPLES = 10;
    private static final double MIB = 1024 * 1024;
    private static final Duration WITHIN = Duration.ofMinutes(30);

    private MemoryRun() {}

    static Figures measure(RunPlan plan) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", plan.bootstrapServers()))) {
            Tally tally = new Tally(ThroughputRun.partitions(admin, plan.topic()));
            TopicProgress progress = new TopicProgress(tally);
            Contender contender = ContenderProcess.contender(plan);
            contender.start(
                    ContenderProcess.assignment(plan), (key, value, partition, offset) -> tally.add(partition, offset));
            Map<String, Double> figures = new TreeMap<>();
            double[] samples = new double[SAMPLES];
            for (int sample = 0; sample < SAMPLES; sample++) {
                progress.await(plan.records() * (sample + 1) / SAMPLES, WITHIN);
                samples[sample] = heapInUse();
                figures.put(Figures.HEAP_MIB + (sample + 1), samples[sample]);
            }
            contender.close();
            figures.put(Figures.HEAP_MAX_MIB, Arrays.stream(samples).max().orElseThrow());
            figures.put(Figures.HEAP_GROWTH, medianOfThree(samples, SAMPLES - 3) / medianOfThree(samples, 0));
            figures.put(Figures.HANDLED, (double) tally.total());
            Audit audit = tally.audit(admin, plan.group());
            figures.put(Figures.BEYOND_COMMIT, (double) audit.beyond());
            figures.put(Figures.SKIPPED, (double) audit.skipped());
            return new Figures(figures);
        }
    }

    private static double heapInUse() {
        ManagementFactory.getMemoryMXBean().gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / MIB;
    }

    private static double medianOfThree(double[] samples, int from) {
        double[] three = Arrays.copyOfRange(samples, from, from + 3);
        Arrays.sort(three);
        return three[1];
    }
}
