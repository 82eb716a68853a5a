package dev.rota.lagmonitor.notifying;

import dev.rota.lagmonitor.alerting.Alert;
import dev.rota.lagmonitor.alerting.Notification;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** A notification as people read it. Names of groups and topics are chosen by strangers: control characters do not get through. */
final class Wording {

    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}+");

    private Wording() {}

    /** In one line, with the cluster. */
    static String title(String cluster, Notification notification) {
        return line("[%s] %s".formatted(cluster, notification.title()));
    }

    /** In one line, with why. */
    static String oneLine(String cluster, Notification notification) {
        String title = title(cluster, notification);
        return notification.worst().isEmpty()
                ? title
                : title + ": " + line(notification.worst().getFirst().reason());
    }

    /** A line for each alert that is shown. */
    static List<String> lines(Notification notification) {
        List<String> lines = new ArrayList<>();
        notification.rule().summary().map(Wording::line).ifPresent(lines::add);
        notification.worst().forEach(alert -> lines.add("Fires: " + of(alert)));
        if (notification.more() > 0) {
            lines.add("And %d more.".formatted(notification.more()));
        }
        notification.latestResolved().forEach(alert -> lines.add("Resolved: " + of(alert)));
        int more = notification.resolved() - notification.latestResolved().size();
        if (more > 0) {
            lines.add("And %d more are resolved.".formatted(more));
        }
        if (notification.silenced() > 0) {
            lines.add("%d fire and are silenced.".formatted(notification.silenced()));
        }
        return lines;
    }

    private static String of(Alert alert) {
        return line("%s. %s".formatted(alert.subject(), alert.reason()));
    }

    static String line(String text) {
        return CONTROL.matcher(text).replaceAll(" ");
    }
}
