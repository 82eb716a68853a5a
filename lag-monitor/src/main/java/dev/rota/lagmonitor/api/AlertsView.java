package dev.rota.lagmonitor.api;

import dev.rota.lagmonitor.alerting.Alert;
import dev.rota.lagmonitor.alerting.AlertCounts;
import dev.rota.lagmonitor.alerting.AlertState;
import dev.rota.lagmonitor.alerting.Severity;
import dev.rota.lagmonitor.notifying.AlertView;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What is not well now. */
@Schema(name = "Alerts")
record AlertsView(
        @Schema(description = "The cluster's configured name")
        String cluster,

        @Schema(description = "How many alerts fire and are not silenced, of each severity")
        Map<String, Long> firing,

        @Schema(description = "How many are pending") long pending,

        @Schema(description = "How many fire and are silenced")
        long silenced,

        @Schema(description = "How many more there would be if there were room for them")
        int refused,

        @Schema(
                description =
                        "How many are as they were asked for; they are not all in the list if these are more than limit")
        int matching,

        @Schema(description = "Those that fire first, the most severe first, and of those the oldest")
        List<AlertView> alerts) {

    private static final Comparator<Alert> ORDER = Comparator.<Alert>comparingInt(alert -> switch (alert.state()) {
                case FIRING -> 0;
                case PENDING -> 1;
                case SILENCED, RESOLVED, PASSED -> 2;
            })
            .thenComparing(alert -> alert.rule().severity(), Comparator.reverseOrder())
            .thenComparing(alert -> alert.since().instant());

    static AlertsView of(String cluster, List<Alert> live, AlertCounts counts, AlertQuery query) {
        List<Alert> matching = live.stream().filter(query.filter()).toList();
        Map<String, Long> firing = new TreeMap<>();
        for (Severity severity : Severity.values()) {
            firing.put(
                    severity.toString(),
                    live.stream()
                            .filter(alert -> alert.state() == AlertState.FIRING
                                    && alert.rule().severity() == severity)
                            .count());
        }
        return new AlertsView(
                cluster,
                firing,
                count(live, AlertState.PENDING),
                count(live, AlertState.SILENCED),
                counts.refused(),
                matching.size(),
                matching.stream()
                        .sorted(ORDER)
                        .limit(query.most())
                        .map(AlertView::of)
                        .toList());
    }

    private static long count(List<Alert> live, AlertState state) {
        return live.stream().filter(alert -> alert.state() == state).count();
    }
}
