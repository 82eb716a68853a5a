package dev.rota.lagmonitor.sampling;

import dev.rota.lagmonitor.evaluation.ClusterReading;
import dev.rota.lagmonitor.evaluation.LagEvaluator;
import dev.rota.lagmonitor.evaluation.Snapshot;
import dev.rota.lagmonitor.scaling.ScalingAdvice;
import dev.rota.lagmonitor.scaling.ScalingAdvisor;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Samples the cluster at a fixed interval on one thread of its own, so that ticks never overlap and nothing else ever
 * waits for a broker. A tick that fails leaves the last snapshot where it is, to grow old.
 */
@Singleton
final class LagSampler {

    private static final Logger LOG = Logger.getLogger(LagSampler.class);
    private static final Duration PATIENCE_AT_STOP = Duration.ofSeconds(5);

    private final LagMonitorConfig config;
    private final Map<String, Object> kafka;
    private final Monitor monitor;
    private final Timer succeeded;
    private final Timer failed;
    private final Timer evaluation;
    private final Timer advising;
    private final Thread thread =
            Thread.ofPlatform().name("lag-sampler").daemon().unstarted(this::run);

    /** Touched by the sampler's thread only. */
    private @Nullable ClusterReader reader;

    LagSampler(
            LagMonitorConfig config,
            @Identifier("default-kafka-broker") Map<String, Object> kafka,
            Monitor monitor,
            MeterRegistry meters) {
        this.config = config;
        this.kafka = kafka;
        this.monitor = monitor;
        this.succeeded = tickTimer("success", meters);
        this.failed = tickTimer("failure", meters);
        this.evaluation =
                partTimer("rota.lag.monitor.evaluation", "The part of a tick that judges what was read", meters);
        this.advising = partTimer("rota.lag.monitor.advising", "The part of a tick that advises how to scale", meters);
    }

    private Timer partTimer(String name, String description, MeterRegistry meters) {
        return Timer.builder(name)
                .description(description)
                .tag("cluster", config.cluster())
                .register(meters);
    }

    private Timer tickTimer(String outcome, MeterRegistry meters) {
        return Timer.builder("rota.lag.monitor.tick")
                .description("Time to sample the whole cluster once")
                .tag("cluster", config.cluster())
                .tag("outcome", outcome)
                .register(meters);
    }

    void start(@Observes StartupEvent event) {
        LagMonitorRules.check(config, kafka);
        LOG.infof("Sampling cluster '%s' every %s", config.cluster(), config.interval());
        thread.start();
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        thread.interrupt();
        thread.join(PATIENCE_AT_STOP);
    }

    /** Whether there will be further ticks. Any thread may ask. */
    boolean isAlive() {
        return thread.isAlive();
    }

    private void run() {
        LagEvaluator evaluator = new LagEvaluator(config.interval(), config.watchFor(), config.rules());
        ScalingAdvisor advisor = new ScalingAdvisor(config::scaling);
        try {
            while (true) {
                long start = System.nanoTime();
                tick(evaluator, advisor);
                long elapsed = System.nanoTime() - start;
                TimeUnit.NANOSECONDS.sleep(config.interval().toNanos() - elapsed);
            }
        } catch (InterruptedException stopped) {
            LOG.debug("Sampling stopped");
        } finally {
            if (reader != null) {
                reader.close();
            }
        }
    }

    private void tick(LagEvaluator evaluator, ScalingAdvisor advisor) throws InterruptedException {
        long start = System.nanoTime();
        MonitorState before = monitor.state();
        MonitorState after = sample(before, evaluator, advisor);
        publish(after);
        Timer timer = after.outage().isEmpty() ? succeeded : failed;
        timer.record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
        SamplingLog.report(config.cluster(), before, after);
    }

    private void publish(MonitorState state) {
        try {
            monitor.publish(state);
        } catch (RuntimeException e) {
            // A reader's defect is not the sampler's end.
            LOG.error("A state could not be handed to whoever reads the stream", e);
        }
    }

    private MonitorState sample(MonitorState before, LagEvaluator evaluator, ScalingAdvisor advisor)
            throws InterruptedException {
        try {
            ClusterReading reading = reader().read();
            long start = System.nanoTime();
            Snapshot snapshot = evaluator.evaluate(reading);
            long evaluated = System.nanoTime();
            evaluation.record(evaluated - start, TimeUnit.NANOSECONDS);
            Map<String, ScalingAdvice> advice = advisor.advise(snapshot);
            advising.record(System.nanoTime() - evaluated, TimeUnit.NANOSECONDS);
            return before.sampled(snapshot, advice);
        } catch (ClusterUnreadableException e) {
            return before.failed(e.reason());
        } catch (KafkaException e) {
            return before.failed(Answers.reason(e));
        } catch (RuntimeException e) {
            // A defect of ours. The next tick may do better; if none does, readiness tells.
            LOG.error("A tick failed unexpectedly", e);
            return before.failed(Answers.reason(e));
        }
    }

    /** Made by the first tick that can: a bootstrap name may not resolve yet when the monitor starts. */
    private ClusterReader reader() {
        if (reader == null) {
            Admin admin = Admin.create(kafka);
            try {
                Optional<RecordReader> records =
                        config.readRecords() ? Optional.of(new RecordReader(kafka)) : Optional.empty();
                reader = new ClusterReader(admin, records, config);
            } catch (KafkaException e) {
                admin.close(Duration.ZERO);
                throw e;
            }
        }
        return reader;
    }
}
