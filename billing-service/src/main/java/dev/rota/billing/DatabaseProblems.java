package dev.rota.billing;

import io.quarkiverse.resteasy.problem.HttpProblem;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.sql.SQLException;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** What HTTP answers while the database does not. */
class DatabaseProblems {

    private static final Logger LOG = Logger.getLogger(DatabaseProblems.class);

    private static final int RETRY_AFTER_SECONDS = 5;

    @ServerExceptionMapper
    Response unavailable(SQLException failure) {
        LOG.warnf("A request could not be answered: %s", failure.getMessage());
        return HttpProblem.builder()
                .withTitle(Status.SERVICE_UNAVAILABLE.getReasonPhrase())
                .withStatus(Status.SERVICE_UNAVAILABLE)
                .withDetail("The database does not answer. Send the request again later.")
                .withHeader(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS)
                .build()
                .toResponse();
    }
}
