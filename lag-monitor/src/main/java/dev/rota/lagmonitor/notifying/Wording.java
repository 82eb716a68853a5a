package dev.rota.lagmonitor.notifying;

import dev.rota.lagmonitor.alerting.Alert;
import dev.rota.lagmonitor.alerting.Notification;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A notification as people read it: some twenty lines at most, none of them long. Names of groups and topics are chosen by strangers:
 * control characters do not get through.
 */
final class Wording {

    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}+");

    private static final int MOST_ALERTS = 20;
    private static final int LONGEST_LINE = 300;

    private Wording() {}

    /** In one line, with the cluster. */
    static String title(String cluster, Notification notification) {
        return line("[%s] %s".formatted(cluster, notification.title()));
    }

    /** In one line, with why. */
    static String oneLine(String cluster, Notification notification) {
        return Stream.of(notification.worst(), notification.latestResolved())
                .flatMap(List::stream)
                .findFirst()
                .map(alert -> title(cluster, notification) + ": " + line(alert.reason()))
                .orElseGet(() -> title(cluster, notification));
    }

    /** A line for each alert that is shown, those that fire first. */
    static List<String> lines(Notification notification) {
        List<Alert> firing = notification.worst().stream().limit(MOST_ALERTS).toList();
        List<Alert> resolved = notification.latestResolved().stream()
                .limit(MOST_ALERTS - firing.size())
                .toList();
        List<String> lines = new ArrayList<>();
        notification.rule().summary().map(Wording::line).ifPresent(lines::add);
        firing.forEach(alert -> lines.add(line("Fires: %s. %s".formatted(alert.subject(), alert.reason()))));
        if (notification.firing() > firing.size()) {
            lines.add("And %d more.".formatted(notification.firing() - firing.size()));
        }
        resolved.forEach(alert -> lines.add(resolved(alert)));
        if (notification.resolved() > resolved.size()) {
            lines.add("%d%s resolved."
                    .formatted(notification.resolved() - resolved.size(), resolved.isEmpty() ? " are" : " more are"));
        }
        if (notification.silenced() > 0) {
            lines.add("%d fire and are silenced.".formatted(notification.silenced()));
        }
        return lines;
    }

    private static String resolved(Alert alert) {
        String fired = alert.firingSince()
                .map(since -> ", which fired at " + since.instant().truncatedTo(ChronoUnit.SECONDS))
                .orElse("");
        return line("Resolved: %s%s. %s".formatted(alert.subject(), fired, alert.reason()));
    }

    /** What is too long is cut. */
    static String line(String text) {
        String line = CONTROL.matcher(text).replaceAll(" ");
        if (line.length() <= LONGEST_LINE) {
            return line;
        }
        // Not through the middle of a character that takes two.
        int end = Character.isHighSurrogate(line.charAt(LONGEST_LINE - 2)) ? LONGEST_LINE - 2 : LONGEST_LINE - 1;
        return line.substring(0, end) + "…";
    }
}
