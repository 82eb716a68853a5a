package dev.rota.lagmonitor.api;

import dev.rota.lagmonitor.alerting.Alert;
import dev.rota.lagmonitor.alerting.AlertState;
import dev.rota.lagmonitor.alerting.Severity;
import jakarta.ws.rs.QueryParam;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jspecify.annotations.Nullable;

/** Which alerts are wanted, and how many of them. Filled in by the framework, for one request. */
final class AlertQuery {

    private static final int MOST = 10_000;
    private static final int UNLESS_TOLD = 1_000;

    @Parameter(
            description = "Only alerts in this state: pending, firing, silenced, resolved or passed; may be repeated")
    @QueryParam("state")
    List<String> state = List.of();

    @Parameter(description = "Only alerts of this rule")
    @QueryParam("rule")
    @Nullable String rule;

    @Parameter(description = "Only alerts of the group of this id")
    @QueryParam("group")
    @Nullable String group;

    @Parameter(description = "Only alerts of this severity: info, warning or critical; may be repeated")
    @QueryParam("severity")
    List<String> severity = List.of();

    @Parameter(
            description = "How many at most",
            schema = @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "10000", defaultValue = "1000"))
    @QueryParam("limit")
    @Nullable String limit;

    /**
     * Whether an alert is wanted.
     *
     * @throws io.quarkiverse.resteasy.problem.HttpProblem 400 if a parameter makes no sense
     */
    Predicate<Alert> filter() {
        Set<AlertState> states = Parameters.named(AlertState.class, "state", state);
        Set<Severity> severities = Parameters.named(Severity.class, "severity", severity);
        Optional<String> rules = Optional.ofNullable(rule);
        Optional<String> groups = Optional.ofNullable(group);
        return alert -> (states.isEmpty() || states.contains(alert.state()))
                && (severities.isEmpty() || severities.contains(alert.rule().severity()))
                && (rules.isEmpty() || rules.get().equals(alert.rule().name()))
                && (groups.isEmpty() || groups.equals(alert.group()));
    }

    /**
     * How many at most.
     *
     * @throws io.quarkiverse.resteasy.problem.HttpProblem 400 if that makes no sense
     */
    int most() {
        return limit == null ? UNLESS_TOLD : Parameters.limit(limit, MOST);
    }
}
