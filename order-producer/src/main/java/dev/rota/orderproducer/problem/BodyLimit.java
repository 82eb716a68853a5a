package dev.rota.orderproducer.problem;

import io.quarkiverse.resteasy.problem.HttpProblem;
import jakarta.enterprise.inject.Instance;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Response.Status;
import jakarta.ws.rs.ext.Provider;
import jakarta.ws.rs.ext.ReaderInterceptor;
import jakarta.ws.rs.ext.ReaderInterceptorContext;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Refuses long bodies with a problem: at once when the length is announced, and at the first byte too many when it is
 * not. Quarkus' own limit would answer without a body, so it is set far above this one.
 */
@Provider
public class BodyLimit implements ReaderInterceptor {

    private final Instance<BodyConfig> config;

    /** @param config not read before the first request: interceptors are made before settings are there */
    BodyLimit(Instance<BodyConfig> config) {
        this.config = config;
    }

    /** Looks at what is announced, also for paths that do not exist. */
    @ServerRequestFilter(preMatching = true)
    public void refuseAnnounced(ContainerRequestContext request) {
        if (request.getLength() > maxBytes()) {
            throw tooLong();
        }
    }

    /** Reads the whole body before it is parsed, so that no half of it can be taken for anything. */
    @Override
    public Object aroundReadFrom(ReaderInterceptorContext context) throws IOException {
        byte[] body = context.getInputStream().readNBytes(maxBytes() + 1);
        if (body.length > maxBytes()) {
            throw tooLong();
        }
        context.setInputStream(new ByteArrayInputStream(body));
        return context.proceed();
    }

    private HttpProblem tooLong() {
        return HttpProblem.valueOf(
                Status.REQUEST_ENTITY_TOO_LARGE, "The body may have at most " + maxBytes() + " bytes");
    }

    private int maxBytes() {
        return Math.toIntExact(config.get().maxSize().asLongValue());
    }
}
