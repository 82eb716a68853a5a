package dev.rota.lagmonitor.notifying;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.rota.lagmonitor.alerting.Notification;
import dev.rota.lagmonitor.alerting.Severity;
import java.util.List;

/** A message as Slack's incoming webhooks take it, and others that speak like them. */
record SlackMessage(String text, List<Attachment> attachments) {

    /** The lines below the text, with a coloured bar. */
    record Attachment(
            String color,
            String fallback,
            String text,
            @JsonProperty("mrkdwn_in") List<String> markdownIn) {}

    private static final String GREEN = "#2eb67d";
    private static final String RED = "#e01e5a";
    private static final String AMBER = "#ecb22e";
    private static final String BLUE = "#36c5f0";

    static SlackMessage of(String cluster, Notification notification) {
        String title = escaped(Wording.title(cluster, notification));
        String lines = escaped(String.join("\n", Wording.lines(notification)));
        // Without markdown: names have stars and underscores of their own.
        return new SlackMessage(title, List.of(new Attachment(color(notification), title, lines, List.of())));
    }

    private static String color(Notification notification) {
        if (notification.firing() == 0) {
            return GREEN;
        }
        Severity severity = notification.rule().severity();
        return switch (severity) {
            case INFO -> BLUE;
            case WARNING -> AMBER;
            case CRITICAL -> RED;
        };
    }

    /** These three begin commands, such as one that calls everybody. */
    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
