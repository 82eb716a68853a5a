package dev.rota.lagmonitor.api;

import dev.rota.lagmonitor.sampling.LagMonitorConfig;
import io.quarkiverse.resteasy.problem.HttpProblem;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Tells whoever is not answered that it is worth asking again after a tick. */
final class UnavailableProblem {

    private final LagMonitorConfig config;

    UnavailableProblem(LagMonitorConfig config) {
        this.config = config;
    }

    @ServerExceptionMapper
    public Response unavailable(UnavailableException e) {
        return HttpProblem.builder()
                .withStatus(Response.Status.SERVICE_UNAVAILABLE)
                .withTitle(e.title())
                .withDetail(e.detail())
                .withHeader(
                        HttpHeaders.RETRY_AFTER, Math.max(1, config.interval().toSeconds()))
                .build()
                .toResponse();
    }
}
