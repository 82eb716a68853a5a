package dev.rota.lagmonitor.notifying;

import dev.rota.lagmonitor.alerting.Notification;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A notification as JSON. Fields may be added to a version; one that goes, or means something else, makes another.
 *
 * @param version of this form
 * @param id the same each time that this is sent
 * @param cluster the cluster's configured name
 * @param cause firing, repeated or resolved
 * @param firing how many alerts of the rule fire and are not silenced
 * @param fresh how many are told for the first time, of those that fire and of those that are resolved
 * @param more how many of the firing are not among the worst
 */
record NotificationView(
        int version,
        String id,
        Instant at,
        String cluster,
        String rule,
        String severity,
        String cause,
        String title,
        Optional<String> summary,
        int firing,
        int fresh,
        int silenced,
        int resolved,
        List<AlertView> worst,
        int more,
        List<AlertView> latestResolved) {

    private static final int VERSION = 1;

    static NotificationView of(String cluster, Notification notification) {
        return new NotificationView(
                VERSION,
                notification.id(),
                notification.at().instant(),
                cluster,
                notification.rule().name(),
                notification.rule().severity().toString(),
                notification.cause().name().toLowerCase(Locale.ROOT),
                notification.title(),
                notification.rule().summary(),
                notification.firing(),
                notification.fresh(),
                notification.silenced(),
                notification.resolved(),
                notification.worst().stream().map(AlertView::of).toList(),
                notification.more(),
                notification.latestResolved().stream().map(AlertView::of).toList());
    }
}
