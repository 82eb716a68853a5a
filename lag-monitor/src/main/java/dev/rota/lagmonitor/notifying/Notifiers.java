package dev.rota.lagmonitor.notifying;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rota.lagmonitor.alerting.Notification;
import dev.rota.lagmonitor.sampling.LagMonitorConfig;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.mailer.reactive.ReactiveMailer;
import io.vertx.core.Vertx;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;

/** All ways to tell people that are configured. Started and stopped by {@link AlertWatcher}. */
@Singleton
final class Notifiers {

    private final AlertsConfig config;
    private final String cluster;
    private final ObjectMapper json;
    private final Instance<ReactiveMailer> mailer;
    private final Vertx vertx;
    private final MeterRegistry meters;
    private List<Delivery> deliveries = List.of();

    Notifiers(
            AlertsConfig config,
            LagMonitorConfig monitor,
            ObjectMapper json,
            Instance<ReactiveMailer> mailer,
            Vertx vertx,
            MeterRegistry meters) {
        this.config = config;
        this.cluster = monitor.cluster();
        this.json = json;
        this.mailer = mailer;
        this.vertx = vertx;
        this.meters = meters;
    }

    void start() {
        deliveries = configured().stream()
                .map(notifier -> new Delivery(notifier, config.delivery(), cluster, meters))
                .toList();
        deliveries.forEach(Delivery::start);
    }

    void tell(Notification notification) {
        deliveries.forEach(delivery -> delivery.offer(notification));
    }

    void stop() throws InterruptedException {
        deliveries.forEach(Delivery::beginToStop);
        long end = System.nanoTime() + config.delivery().stopWithin().toNanos();
        for (Delivery delivery : deliveries) {
            delivery.awaitStop(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
        }
    }

    private List<Notifier> configured() {
        List<Notifier> configured = new ArrayList<>();
        Executor mailing = MailNotifier.oneAfterTheOther(vertx);
        if (config.log().enabled()) {
            configured.add(new LogNotifier(cluster));
        }
        config.webhook()
                .url()
                .ifPresent(url -> configured.add(new WebhookNotifier(
                        "webhook",
                        post(AlertRules.address(url, "webhook.url"), webhookHeaders()),
                        json,
                        notification -> NotificationView.of(cluster, notification))));
        config.slack()
                .url()
                .ifPresent(url -> configured.add(new WebhookNotifier(
                        "slack",
                        post(AlertRules.address(url, "slack.url"), Map.of()),
                        json,
                        notification -> SlackMessage.of(cluster, notification))));
        config.email()
                .to()
                .ifPresent(all -> all.stream()
                        .map(String::strip)
                        .distinct()
                        .forEach(to -> configured.add(new MailNotifier(
                                cluster,
                                config.email().from(),
                                to,
                                mailer.get(),
                                mailing,
                                config.delivery().timeout()))));
        return configured;
    }

    private Post post(URI url, Map<String, String> headers) {
        return new Post(url, headers, config.delivery().timeout());
    }

    private Map<String, String> webhookHeaders() {
        Map<String, String> headers = new HashMap<>(config.webhook().headers());
        config.webhook().bearerToken().ifPresent(token -> headers.put("Authorization", "Bearer " + token));
        return headers;
    }
}
