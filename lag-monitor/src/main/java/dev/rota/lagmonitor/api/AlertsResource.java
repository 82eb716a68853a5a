package dev.rota.lagmonitor.api;

import dev.rota.access.Roles;
import dev.rota.lagmonitor.alerting.Alerts;
import dev.rota.lagmonitor.alerting.Silence;
import dev.rota.lagmonitor.evaluation.Moment;
import dev.rota.lagmonitor.notifying.AlertWatcher;
import dev.rota.lagmonitor.sampling.LagMonitorConfig;
import io.quarkiverse.resteasy.problem.HttpProblem;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import jakarta.ws.rs.core.SecurityContext;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** What is not well, and of what nobody wants to be told: answered from memory. */
@Path("/api/alerts")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.VIEWER)
@Tag(name = "Alerts")
final class AlertsResource {

    private static final Logger LOG = Logger.getLogger(AlertsResource.class);

    private static final int TOO_MANY_REQUESTS = 429;

    private final LagMonitorConfig config;
    private final AlertWatcher watcher;

    AlertsResource(LagMonitorConfig config, AlertWatcher watcher) {
        this.config = config;
        this.watcher = watcher;
    }

    @GET
    @Operation(summary = "Alerts that are pending, fire or are silenced")
    @APIResponseSchema(AlertsView.class)
    @APIResponse(responseCode = "400", description = "A parameter makes no sense")
    public AlertsView alerts(@BeanParam AlertQuery query) {
        Alerts alerts = watcher.alerts();
        return AlertsView.of(config.cluster(), alerts.live(Moment.now()), alerts.counts(), query);
    }

    @GET
    @Path("/history")
    @Operation(summary = "When alerts came into another state: at most the latest thousand, the newest first")
    @APIResponse(responseCode = "400", description = "A parameter makes no sense")
    public List<TransitionView> history(@BeanParam AlertQuery query) {
        var wanted = query.filter();
        return watcher.alerts().history().stream()
                .filter(transition -> wanted.test(transition.alert()))
                .limit(query.most())
                .map(TransitionView::of)
                .toList();
    }

    @GET
    @Path("/silences")
    @Operation(summary = "Silences in force")
    public List<SilenceView> silences() {
        return watcher.alerts().silences(Moment.now()).stream()
                .map(SilenceView::of)
                .toList();
    }

    @POST
    @Path("/silences")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.OPERATOR)
    @Operation(summary = "Tells nobody of some alerts for some time; forgotten when the monitor stops")
    @APIResponseSchema(value = SilenceView.class, responseCode = "201")
    @APIResponse(responseCode = "400", description = "What is asked for makes no sense")
    @APIResponse(responseCode = "429", description = "There are too many silences")
    public Response silence(@Nullable SilenceRequest request, @Context SecurityContext caller) {
        if (request == null) {
            throw Parameters.refused("a silence must be given");
        }
        Silence silence = request.from(Moment.now(), caller.getUserPrincipal().getName());
        if (!watcher.alerts().silence(silence)) {
            throw HttpProblem.builder()
                    .withStatus(TOO_MANY_REQUESTS)
                    .withTitle("Too many silences")
                    .withDetail("There are as many silences as there may be: end some of them first")
                    .build();
        }
        LOG.infof(
                "Silence %s until %s by %s: rule %s, group %s",
                silence.id(),
                silence.until(),
                caller.getUserPrincipal().getName(),
                silence.rule().map(Object::toString).orElse("any"),
                silence.group().map(Object::toString).orElse("any"));
        return Response.status(Status.CREATED).entity(SilenceView.of(silence)).build();
    }

    @DELETE
    @Path("/silences/{id}")
    @RolesAllowed(Roles.OPERATOR)
    @Operation(summary = "Ends a silence: people are told of what still fires")
    @APIResponse(responseCode = "204", description = "It is ended")
    @APIResponse(responseCode = "404", description = "There is no such silence")
    public void endSilence(String id, @Context SecurityContext caller) {
        if (!watcher.alerts().endSilence(id)) {
            throw HttpProblem.builder()
                    .withStatus(Status.NOT_FOUND)
                    .withTitle("Unknown silence")
                    .withDetail("There is no silence '%s', or it has ended".formatted(id))
                    .build();
        }
        LOG.infof("Silence %s ended by %s", id, caller.getUserPrincipal().getName());
    }
}
