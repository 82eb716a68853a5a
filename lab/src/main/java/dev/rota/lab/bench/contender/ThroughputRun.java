package dev.rota.lab.bench.contender;

import dev.rota.lab.bench.contender.Tally.Audit;
import dev.rota.lab.bench.contender.TopicProgress.Moment;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;

/** How many records per second a contender handles once it is warm. */
final class ThroughputRun {

    /** The last records are left out: towards the end there is less to do side by side. */
    private static final double COUNTED_PART = 0.95;

    private static final Duration JOIN = Duration.ofSeconds(60);

    /** How long one worker is watched, on either side of the run. */
    private static final Duration WATCH = Duration.ofSeconds(1);

    private ThroughputRun() {}

    static Figures measure(RunPlan plan) throws Exception {
        Duration handlerTime = plan.scenario().handlerTime();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", plan.bootstrapServers()))) {
            Tally tally = new Tally(partitions(admin, plan.topic()));
            TopicProgress progress = new TopicProgress(tally);
            Handler handler = handlerTime.isZero()
                    ? (key, value, partition, offset) -> tally.add(partition, offset)
                    : (key, value, partition, offset) -> {
                        Thread.sleep(handlerTime);
                        tally.add(partition, offset);
                    };
            Contender contender = ContenderProcess.contender(plan);
            double alone = aloneMillis(contender, handlerTime);

            contender.start(ContenderProcess.assignment(plan), handler);
            progress.await(1, JOIN);
            progress.await(plan.records() / 2, plan.warmUp());
            Moment begin = progress.now();
            progress.await((long) (plan.records() * COUNTED_PART), plan.window());
            Moment end = progress.now();
            contender.close();

            // The faster of the two: what disturbed the other was not the contender's, and the ideal must not profit.
            alone = Math.min(alone, aloneMillis(contender, handlerTime));
            return figures(plan, begin, end, alone, tally, tally.audit(admin, plan.group()));
        }
    }

    private static Figures figures(RunPlan plan, Moment begin, Moment end, double alone, Tally tally, Audit audit) {
        long counted = end.handled() - begin.handled();
        if (counted == 0) {
            throw new IllegalStateException("nothing was handled in the window");
        }
        double seconds = (end.nanos() - begin.nanos()) / 1e9;
        Map<String, Double> figures = new TreeMap<>();
        figures.put(Figures.RECORDS_PER_SECOND, counted / seconds);
        figures.put(Figures.WINDOW_SECONDS, seconds);
        figures.put(Figures.CPU_MICROS_PER_RECORD, (end.cpuNanos() - begin.cpuNanos()) / 1e3 / counted);
        figures.put(Figures.HANDLED, (double) tally.total());
        figures.put(Figures.BEYOND_COMMIT, (double) audit.beyond());
        figures.put(Figures.SKIPPED, (double) audit.skipped());
        if (alone > 0) {
            figures.put(Figures.HANDLER_MILLIS, alone);
            figures.put(Figures.IDEAL_PER_SECOND, plan.scenario().workers() * 1_000 / alone);
        }
        return new Figures(figures);
    }

    static int partitions(Admin admin, String topic) throws Exception {
        return admin.describeTopics(List.of(topic)).allTopicNames().get().values().stream()
                .mapToInt(description -> description.partitions().size())
                .sum();
    }

    /** What one sleep really takes, on a thread of the contender's kind with nothing else to do; 0 for none. */
    private static double aloneMillis(Contender contender, Duration handlerTime) throws InterruptedException {
        if (handlerTime.isZero()) {
            return 0;
        }
        long calls = WATCH.dividedBy(handlerTime);
        double[] millis = new double[1];
        Thread worker = contender.workers().newThread(() -> {
            try {
                long begin = System.nanoTime();
                for (long call = 0; call < calls; call++) {
                    Thread.sleep(handlerTime);
                }
                millis[0] = (System.nanoTime() - begin) / 1e6 / calls;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        worker.start();
        worker.join();
        return millis[0];
    }
}
