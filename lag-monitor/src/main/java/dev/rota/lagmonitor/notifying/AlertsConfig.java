package dev.rota.lagmonitor.notifying;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What people want to be told of, and how. The rules that are there unless somebody says otherwise are in
 * {@code META-INF/microprofile-config.properties}.
 */
@ConfigMapping(prefix = "rota.lag-monitor.alerts")
public interface AlertsConfig {

    /** For how long more alerts of the same rule are waited for before people are told of them. */
    @WithDefault("10s")
    Duration groupWait();

    /** The shortest time between two notifications of one rule. */
    @WithDefault("5m")
    Duration groupInterval();

    /** After how long it is told again that alerts of a rule still fire. */
    @WithDefault("4h")
    Duration repeatEvery();

    /** The rules by their names. */
    Map<String, OfRule> rules();

    /** Notifications as lines of the log. */
    ToLog log();

    /** Notifications as JSON to whoever takes it. */
    ToWebhook webhook();

    /** Notifications to Slack, or to what takes the same messages. */
    ToSlack slack();

    /** Notifications as mail; the server is Quarkus' {@code quarkus.mailer.*}. */
    ToEmail email();

    /** How hard it is tried to deliver them, by each way. */
    Delivering delivery();

    /** One rule: either a figure and its bounds, or statuses. */
    interface OfRule {

        @WithDefault("true")
        boolean enabled();

        /** The figure's name, for example {@code time-lag}. */
        Optional<String> figure();

        /** More than this is not well: a number, or a time such as {@code 5m}. */
        Optional<String> above();

        /** Less than this is not well. */
        Optional<String> below();

        /** Who has one of these statuses is not well. */
        Optional<List<String>> status();

        /** Whether partitions have an alert each by {@link #status()}, and not their group one. */
        @WithDefault("false")
        boolean perPartition();

        /** For how long it must have been so before it fires. */
        @WithName("for")
        @WithDefault("0s")
        Duration pendingFor();

        /** For how long it must have been well before it is resolved. */
        @WithDefault("0s")
        Duration keep();

        /** {@code info}, {@code warning} or {@code critical}. */
        @WithDefault("warning")
        String severity();

        /** Only for groups whose whole id matches. */
        Optional<Pattern> groups();

        /** What to say of it in general. */
        Optional<String> summary();
    }

    /** Notifications as lines of the log. */
    interface ToLog {

        @WithDefault("true")
        boolean enabled();
    }

    /** Notifications as JSON by POST. */
    interface ToWebhook {

        /** Where to; a text, as a converter would tell all of it where it is wrong, and it may be a secret. */
        Optional<String> url();

        /** Sent as {@code Authorization: Bearer}. */
        Optional<String> bearerToken();

        /** Further headers by their names. */
        Map<String, String> headers();
    }

    /** Notifications as messages of a Slack-compatible incoming webhook. */
    interface ToSlack {

        /** Where to; a text like that of the webhook. */
        Optional<String> url();
    }

    /** Notifications as mail. */
    interface ToEmail {

        /** The addresses, each of which gets a mail of its own. */
        Optional<List<String>> to();

        @WithDefault("lag-monitor@localhost")
        String from();
    }

    /** How hard it is tried. */
    interface Delivering {

        /** The longest wait for a receiver's answer. */
        @WithDefault("10s")
        Duration timeout();

        /** After how long, more or less, it is tried again for the first time; each time twice as long from then on. */
        @WithDefault("1s")
        Duration retryAfter();

        /** The longest time from one try to the next. */
        @WithDefault("1m")
        Duration retryAtMost();

        /** After how long a notification is given up. */
        @WithDefault("1h")
        Duration giveUpAfter();

        /** How many notifications may wait for one receiver. */
        @WithDefault("1000")
        int queue();

        /** For how long what waits is tried when the monitor stops. */
        @WithDefault("5s")
        Duration stopWithin();
    }
}
