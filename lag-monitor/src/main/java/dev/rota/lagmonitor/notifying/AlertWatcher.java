package dev.rota.lagmonitor.notifying;

import dev.rota.lagmonitor.alerting.AlertCounts;
import dev.rota.lagmonitor.alerting.AlertState;
import dev.rota.lagmonitor.alerting.Alerts;
import dev.rota.lagmonitor.alerting.NotificationPolicy;
import dev.rota.lagmonitor.alerting.Observation;
import dev.rota.lagmonitor.alerting.Rule;
import dev.rota.lagmonitor.evaluation.Moment;
import dev.rota.lagmonitor.sampling.LagMonitorConfig;
import dev.rota.lagmonitor.sampling.Monitor;
import dev.rota.lagmonitor.sampling.MonitorState;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.subscription.Cancellable;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Judges alerts after each tick of the monitor, and once a second as time goes on, on one thread of its own: neither the sampler nor
 * who asks for figures ever waits for it.
 */
@Singleton
public final class AlertWatcher {

    private static final Logger LOG = Logger.getLogger(AlertWatcher.class);
    private static final Duration PATIENCE_AT_STOP = Duration.ofSeconds(5);

    private final AlertsConfig config;
    private final LagMonitorConfig monitorConfig;
    private final Monitor monitor;
    private final Notifiers notifiers;
    private final MeterRegistry meters;
    private final Timer judging;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("lag-alerts").daemon().factory());

    private volatile Alerts alerts =
            new Alerts(List.of(), new NotificationPolicy(Duration.ZERO, Duration.ZERO, Duration.ZERO), Duration.ZERO);
    private volatile AlertCounts counts = new AlertCounts(Map.of(), 0, 0);
    private Cancellable states = () -> {};

    AlertWatcher(
            AlertsConfig config,
            LagMonitorConfig monitorConfig,
            Monitor monitor,
            Notifiers notifiers,
            MeterRegistry meters) {
        this.config = config;
        this.monitorConfig = monitorConfig;
        this.monitor = monitor;
        this.notifiers = notifiers;
        this.meters = meters;
        this.judging = Timer.builder("rota.lag.monitor.alerting")
                .description("Time to judge all rules after a tick")
                .tag("cluster", monitorConfig.cluster())
                .register(meters);
    }

    /** All alerts and silences; any thread may ask. */
    public Alerts alerts() {
        return alerts;
    }

    void start(@Observes StartupEvent event) {
        List<Rule> rules = AlertRules.of(config);
        alerts = new Alerts(rules, AlertRules.policy(config), monitorConfig.watchFor());
        AlertRules.checkDelivery(config);
        rules.forEach(this::count);
        Gauge.builder("rota.lag.monitor.alerts.refused", () -> counts.refused())
                .description("Alerts that there was no room for at the latest tick")
                .tag("cluster", monitorConfig.cluster())
                .register(meters);
        notifiers.start();
        states = monitor.states()
                .emitOn(thread)
                .subscribe()
                .with(
                        // Not the one that comes, which may have waited in a queue while a later one was judged.
                        _ -> judging.record(() -> judge(monitor.state())),
                        failure -> LOG.error("Alerts are not judged any more", failure));
        var _ = thread.scheduleWithFixedDelay(() -> judge(monitor.state()), 1, 1, TimeUnit.SECONDS);
    }

    private void count(Rule rule) {
        for (AlertState state : List.of(AlertState.PENDING, AlertState.FIRING, AlertState.SILENCED)) {
            Gauge.builder("rota.lag.monitor.alerts", () -> counts.of(rule.name(), state))
                    .description("Alerts by the rule's name and severity and by their state")
                    .tag("cluster", monitorConfig.cluster())
                    .tag("alertname", rule.name())
                    .tag("severity", rule.severity().toString())
                    .tag("state", state.toString())
                    .register(meters);
        }
    }

    private void judge(MonitorState state) {
        try {
            Moment now = Moment.now();
            alerts.judge(new Observation(
                    now, state.snapshot(), state.advice(), state.outage().map(MonitorState.Outage::since)));
            alerts.due(now).forEach(notifiers::tell);
            counts = alerts.counts();
        } catch (RuntimeException | StackOverflowError e) {
            // A defect of ours, or a silence's expression that is too much for an id. The next tick may do better.
            LOG.error("Alerts could not be judged", e);
        }
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        states.cancel();
        thread.shutdown();
        if (!thread.awaitTermination(PATIENCE_AT_STOP.toMillis(), TimeUnit.MILLISECONDS)) {
            LOG.warn("Alerts are still being judged; what is told of them is lost");
        }
        notifiers.stop();
    }
}
