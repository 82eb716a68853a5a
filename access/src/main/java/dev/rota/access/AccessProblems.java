package dev.rota.access;

import io.quarkiverse.resteasy.problem.HttpProblem;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/**
 * Says to those who are refused what they need. Takes the place of the mappers of quarkus-resteasy-problem, of which those
 * for 401 do not fit Quarkus 3.32: they fail with a {@link NoSuchFieldError}.
 */
@Singleton
class AccessProblems {

    private static final int BEFORE_OTHERS = 1;

    private final AccessRules rules;

    AccessProblems(AccessRules rules) {
        this.rules = rules;
    }

    @ServerExceptionMapper(priority = BEFORE_OTHERS)
    public Response unknown(UnauthorizedException e) {
        return unauthorized(rules.whyUnauthorized());
    }

    @ServerExceptionMapper(priority = BEFORE_OTHERS)
    public Response notAuthentic(AuthenticationFailedException e) {
        return unauthorized("The token is not valid. " + rules.whyUnauthorized());
    }

    @ServerExceptionMapper(priority = BEFORE_OTHERS)
    public Response forbidden(ForbiddenException e) {
        return HttpProblem.valueOf(Status.FORBIDDEN, rules.whyForbidden()).toResponse();
    }

    private static Response unauthorized(String detail) {
        return HttpProblem.builder()
                .withTitle(Status.UNAUTHORIZED.getReasonPhrase())
                .withStatus(Status.UNAUTHORIZED)
                .withDetail(detail)
                .withHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer")
                .build()
                .toResponse();
    }
}
