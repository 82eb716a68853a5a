package dev.rota.analytics.query;

import io.quarkiverse.resteasy.problem.HttpProblem;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Says that nobody who would know can say just now. Expected while partitions move, so that it is not logged. */
@Singleton
class NotHereProblem {

    private static final String SOON = "1";

    @ServerExceptionMapper
    public Response notHere(NotHereException e) {
        return HttpProblem.builder()
                .withStatus(Status.SERVICE_UNAVAILABLE)
                .withTitle(Status.SERVICE_UNAVAILABLE.getReasonPhrase())
                .withDetail("Nobody who would know can say just now: " + e.getMessage())
                .withHeader(HttpHeaders.RETRY_AFTER, SOON)
                .build()
                .toResponse();
    }
}
