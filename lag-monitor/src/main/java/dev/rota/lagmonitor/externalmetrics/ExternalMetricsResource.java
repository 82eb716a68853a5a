package dev.rota.lagmonitor.externalmetrics;

import dev.rota.access.Admission;
import dev.rota.access.Roles;
import dev.rota.lagmonitor.evaluation.GroupLag;
import dev.rota.lagmonitor.externalmetrics.Documents.ApiGroup;
import dev.rota.lagmonitor.externalmetrics.Documents.ApiGroupList;
import dev.rota.lagmonitor.externalmetrics.Documents.ApiResourceList;
import dev.rota.lagmonitor.externalmetrics.Documents.ExternalMetricValue;
import dev.rota.lagmonitor.externalmetrics.Documents.ExternalMetricValueList;
import dev.rota.lagmonitor.sampling.LagMonitorConfig;
import dev.rota.lagmonitor.sampling.Monitor;
import dev.rota.lagmonitor.sampling.MonitorState;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/**
 * What Kubernetes' API server asks on behalf of a HorizontalPodAutoscaler. Groups are of a Kafka cluster and of no namespace: each
 * namespace is answered the same. A figure that is not known is left out, which the autoscaler takes for what it is.
 */
@Path("/apis")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.VIEWER)
final class ExternalMetricsResource {

    /** The label that says whose value it is. */
    private static final String GROUP = "consumergroup";

    private final LagMonitorConfig config;
    private final ExternalMetricsConfig callers;
    private final Monitor monitor;
    private final Admission admission;

    ExternalMetricsResource(
            LagMonitorConfig config, ExternalMetricsConfig callers, Monitor monitor, Admission admission) {
        this.config = config;
        this.callers = callers;
        this.monitor = monitor;
        this.admission = admission;
    }

    @GET
    @Operation(hidden = true)
    public ApiGroupList groups() {
        return ApiGroupList.only();
    }

    @GET
    @Path(Documents.GROUP)
    @Operation(hidden = true)
    public ApiGroup group() {
        return ApiGroup.only();
    }

    @GET
    @Path(Documents.GROUP_VERSION)
    @Operation(hidden = true)
    public ApiResourceList metrics() {
        return ApiResourceList.of(ExternalMetric.labels());
    }

    @GET
    @Path(Documents.GROUP_VERSION + "/namespaces/{namespace}/{metric}")
    @Operation(hidden = true)
    public Response values(String metric, @RestQuery @DefaultValue("") String labelSelector) {
        Optional<ExternalMetric> asked = ExternalMetric.of(metric);
        if (asked.isEmpty()) {
            return notFound(
                    "There is no metric '%s', only %s.".formatted(metric, String.join(", ", ExternalMetric.labels())));
        }
        LabelSelector selector;
        try {
            selector = LabelSelector.parse(labelSelector);
        } catch (IllegalArgumentException e) {
            return badRequest(String.valueOf(e.getMessage()));
        }
        if (!selector.names(GROUP)) {
            return badRequest(
                    "The selector does not name a consumer group, as '%s=billing' does: the autoscaler would add up the values of all that it takes."
                            .formatted(GROUP));
        }
        MonitorState state = monitor.state();
        if (!state.isFresh(config.staleAfter())) {
            return refusal(
                    Response.Status.SERVICE_UNAVAILABLE,
                    "ServiceUnavailable",
                    "There are no figures of cluster '%s' that are not older than %d s: %s."
                            .formatted(
                                    config.cluster(),
                                    config.staleAfter().toSeconds(),
                                    state.outage()
                                            .map(MonitorState.Outage::reason)
                                            .orElse("the first sample is under way")));
        }
        return Response.ok(ExternalMetricValueList.of(values(asked.get(), selector, state)))
                .build();
    }

    private List<ExternalMetricValue> values(ExternalMetric metric, LabelSelector selector, MonitorState state) {
        return state.snapshot().stream()
                .map(snapshot -> snapshot.groups())
                .flatMap(Collection::stream)
                .filter(group -> group.sampledAt().isWithin(config.staleAfter()))
                .filter(group -> selector.matches(labels(group)))
                .flatMap(group -> metric.value(group, state, config.staleAfter()).stream()
                        .map(value -> new ExternalMetricValue(
                                metric.label(),
                                labels(group),
                                group.sampledAt()
                                        .instant()
                                        .truncatedTo(ChronoUnit.SECONDS)
                                        .toString(),
                                value)))
                .toList();
    }

    private Map<String, String> labels(GroupLag group) {
        return Map.of("cluster", config.cluster(), GROUP, group.group());
    }

    @GET
    @Path("{rest: .+}")
    @Operation(hidden = true)
    public Response anythingElse(String rest) {
        return notFound("There is nothing at /apis/%s.".formatted(rest));
    }

    @ServerExceptionMapper({UnauthorizedException.class, AuthenticationFailedException.class})
    public Response unknownCaller() {
        if (callers.clientCa().isPresent()) {
            return refusal(
                    Response.Status.UNAUTHORIZED,
                    "Unauthorized",
                    "Only who comes by HTTPS with a certificate of rota.lag-monitor.external-metrics.client-ca is let in here.");
        }
        return Response.fromResponse(refusal(Response.Status.UNAUTHORIZED, "Unauthorized", admission.whyUnauthorized()))
                .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer")
                .build();
    }

    @ServerExceptionMapper(ForbiddenException.class)
    public Response callerWithoutRole() {
        return refusal(
                Response.Status.FORBIDDEN,
                "Forbidden",
                callers.clientCa().isPresent()
                        ? "The certificate's common name is not among rota.lag-monitor.external-metrics.client-names."
                        : "Reading takes the role " + Roles.VIEWER + ".");
    }

    private static Response badRequest(String message) {
        return refusal(Response.Status.BAD_REQUEST, "BadRequest", message);
    }

    private static Response notFound(String message) {
        return refusal(Response.Status.NOT_FOUND, "NotFound", message);
    }

    /** Whoever reads this API reads errors as its own object, and not as problems. */
    private static Response refusal(Response.Status status, String reason, String message) {
        return Response.status(status)
                .type(MediaType.APPLICATION_JSON)
                .entity(Documents.Status.failure(status.getStatusCode(), reason, message))
                .build();
    }
}
