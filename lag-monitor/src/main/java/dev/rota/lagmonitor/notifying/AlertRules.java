package dev.rota.lagmonitor.notifying;

import dev.rota.lagmonitor.alerting.Bounds;
import dev.rota.lagmonitor.alerting.Condition;
import dev.rota.lagmonitor.alerting.Figure;
import dev.rota.lagmonitor.alerting.NotificationPolicy;
import dev.rota.lagmonitor.alerting.Rule;
import dev.rota.lagmonitor.alerting.Severity;
import dev.rota.lagmonitor.evaluation.Status;
import dev.rota.lagmonitor.notifying.AlertsConfig.OfRule;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.runtime.configuration.DurationConverter;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The rules that a configuration asks for, and what it must keep beyond the types of its values. */
final class AlertRules {

    private static final String PREFIX = "rota.lag-monitor.alerts.";

    private static final int HIGHEST_PORT = 65_535;

    private AlertRules() {}

    /**
     * The rules that are enabled, sorted by name.
     *
     * @throws ConfigurationException with one sentence that names the key
     */
    static List<Rule> of(AlertsConfig config) {
        return new TreeMap<>(config.rules())
                .entrySet().stream()
                        .filter(rule -> rule.getValue().enabled())
                        .map(AlertRules::rule)
                        .toList();
    }

    /**
     * How often people are told.
     *
     * @throws ConfigurationException with one sentence that names the key
     */
    static NotificationPolicy policy(AlertsConfig config) {
        require(!config.groupWait().isNegative(), "group-wait", "must not be negative");
        require(!config.groupInterval().isNegative(), "group-interval", "must not be negative");
        require(isPositive(config.repeatEvery()), "repeat-every", "must be longer than 0");
        return new NotificationPolicy(config.groupWait(), config.groupInterval(), config.repeatEvery());
    }

    /**
     * Refuses what could never be delivered.
     *
     * @throws ConfigurationException with one sentence that names the key
     */
    static void checkDelivery(AlertsConfig config) {
        config.webhook().url().ifPresent(url -> address(url, "webhook.url"));
        config.webhook()
                .headers()
                .forEach((name, value) -> requireHeader(name, value, "webhook.headers.\"" + name + '"'));
        config.webhook()
                .bearerToken()
                .ifPresent(token -> requireHeader("Authorization", "Bearer " + token, "webhook.bearer-token"));
        config.slack().url().ifPresent(url -> address(url, "slack.url"));
        config.email()
                .to()
                .ifPresent(to -> require(
                        !to.isEmpty()
                                && to.stream()
                                        .allMatch(address -> address.strip().contains("@")),
                        "email.to",
                        "must be mail addresses with commas between them"));
        AlertsConfig.Delivering delivery = config.delivery();
        require(isPositive(delivery.timeout()), "delivery.timeout", "must be longer than 0");
        require(isPositive(delivery.retryAfter()), "delivery.retry-after", "must be longer than 0");
        require(
                delivery.retryAtMost().compareTo(delivery.retryAfter()) >= 0,
                "delivery.retry-at-most",
                "must be at least retry-after, %s, but is %s".formatted(delivery.retryAfter(), delivery.retryAtMost()));
        require(isPositive(delivery.giveUpAfter()), "delivery.give-up-after", "must be longer than 0");
        require(delivery.queue() >= 1, "delivery.queue", "must be at least 1");
        require(!delivery.stopWithin().isNegative(), "delivery.stop-within", "must not be negative");
    }

    /**
     * An address that can be posted to.
     *
     * @throws ConfigurationException with one sentence that names the key, and not the address, which is often a secret
     */
    static URI address(String given, String key) {
        try {
            URI address =
                    HttpRequest.newBuilder(URI.create(given.strip())).build().uri();
            if (address.getPort() <= HIGHEST_PORT) {
                return address;
            }
        } catch (IllegalArgumentException _) {
            // It is refused below, without the cause, which would tell the address.
        }
        throw refused(key, "must be a valid address that begins with http:// or https:// and a host");
    }

    private static Rule rule(Map.Entry<String, OfRule> named) {
        String key = "rules.\"%s\".".formatted(named.getKey());
        OfRule rule = named.getValue();
        require(
                rule.figure().isPresent() != rule.status().isPresent(),
                key + "figure",
                "must be given, or status, and not both");
        require(!rule.pendingFor().isNegative(), key + "for", "must not be negative");
        require(!rule.keep().isNegative(), key + "keep", "must not be negative");
        return new Rule(
                named.getKey(),
                rule.figure().map(figure -> ofFigure(figure, rule, key)).orElseGet(() -> ofStatus(rule, key)),
                rule.pendingFor(),
                rule.keep(),
                constant(Severity.class, rule.severity(), key + "severity"),
                rule.groups(),
                rule.summary());
    }

    private static Condition ofFigure(String name, OfRule rule, String key) {
        Figure figure = Figure.of(name)
                .orElseThrow(() -> refused(
                        key + "figure",
                        "must be one of %s, but is %s"
                                .formatted(Figure.all().map(Figure::key).collect(Collectors.joining(", ")), name)));
        require(
                rule.above().isPresent() || rule.below().isPresent(),
                key + "above",
                "must be given, or below, for the figure " + name);
        return Condition.of(
                figure,
                new Bounds(bound(figure, rule.above(), key + "above"), bound(figure, rule.below(), key + "below")));
    }

    private static OptionalDouble bound(Figure figure, Optional<String> bound, String key) {
        if (bound.isEmpty()) {
            return OptionalDouble.empty();
        }
        String given = bound.get();
        try {
            double value = figure.isTime()
                    ? DurationConverter.parseDuration(given).toNanos() / 1e9
                    : Double.parseDouble(given);
            if (Double.isFinite(value)) {
                return OptionalDouble.of(value);
            }
        } catch (IllegalArgumentException _) {
            // It is refused below.
        }
        throw refused(
                key, "must be %s, but is %s".formatted(figure.isTime() ? "a time such as 5m" : "a number", given));
    }

    private static Condition ofStatus(OfRule rule, String key) {
        require(
                rule.above().isEmpty() && rule.below().isEmpty(),
                key + "status",
                "has no bounds: above and below are for figures");
        Set<Status> statuses = EnumSet.noneOf(Status.class);
        for (String status : rule.status().orElseThrow()) {
            statuses.add(constant(Status.class, status, key + "status"));
        }
        return rule.perPartition() ? new Condition.PartitionStatus(statuses) : new Condition.GroupStatus(statuses);
    }

    private static <E extends Enum<E>> E constant(Class<E> type, String name, String key) {
        try {
            return Enum.valueOf(type, name.strip().toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException _) {
            throw refused(
                    key,
                    "must be one of %s, but is %s"
                            .formatted(
                                    Arrays.stream(type.getEnumConstants())
                                            .map(Object::toString)
                                            .collect(Collectors.joining(", ")),
                                    name));
        }
    }

    private static boolean isPositive(Duration duration) {
        return duration.compareTo(Duration.ZERO) > 0;
    }

    private static void requireHeader(String name, String value, String key) {
        try {
            var _ = HttpRequest.newBuilder().header(name, value);
        } catch (IllegalArgumentException _) {
            // Without the cause, which would tell the value: it may be a secret.
            throw refused(key, "must be a header that may be sent, and its value in visible ASCII characters");
        }
    }

    private static void require(boolean holds, String key, String rule) {
        if (!holds) {
            throw refused(key, rule);
        }
    }

    private static ConfigurationException refused(String key, String rule) {
        return new ConfigurationException(PREFIX + key + " " + rule + ".", Set.of(PREFIX + key));
    }
}
