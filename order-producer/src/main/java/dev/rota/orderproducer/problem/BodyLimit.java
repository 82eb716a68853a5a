package dev.rota.orderproducer.problem;

import io.quarkiverse.resteasy.problem.HttpProblem;
import jakarta.enterprise.inject.Instance;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response.Status;
import jakarta.ws.rs.ext.Provider;
import jakarta.ws.rs.ext.ReaderInterceptor;
import jakarta.ws.rs.ext.ReaderInterceptorContext;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/**
 * Refuses long bodies with a problem: at once when the length is announced, and at the first byte too many when it is
 * not. Quarkus' own limit would answer without a body, so it is set far above this one.
 */
@Provider
public class BodyLimit implements ReaderInterceptor {

    private static final MediaType LINES = new MediaType("application", "x-ndjson");

    private final Instance<BodyConfig> config;

    /** Once it is known: the settings are read anew for each who asks, which takes longer than parsing an order. */
    private @Nullable Integer maxBytes;

    /** @param config not read before the first request: interceptors are made before settings are there */
    BodyLimit(Instance<BodyConfig> config) {
        this.config = config;
    }

    /** Looks at what is announced, also for paths that do not exist. */
    @ServerRequestFilter(preMatching = true)
    public void refuseAnnounced(ContainerRequestContext request) {
        if (request.getLength() > maxBytes() && !isReadLineByLine(request.getMediaType())) {
            throw tooLong();
        }
    }

    /** Reads the whole body before it is parsed, so that no half of it can be taken for anything. */
    @Override
    public Object aroundReadFrom(ReaderInterceptorContext context) throws IOException {
        if (isReadLineByLine(context.getMediaType())) {
            return context.proceed();
        }
        byte[] body = context.getInputStream().readNBytes(maxBytes() + 1);
        if (body.length > maxBytes()) {
            throw tooLong();
        }
        context.setInputStream(new ByteArrayInputStream(body));
        return context.proceed();
    }

    /** Such a body is never in memory as a whole, and may be of any length. */
    private static boolean isReadLineByLine(@Nullable MediaType type) {
        return type != null && type.isCompatible(LINES);
    }

    private HttpProblem tooLong() {
        return HttpProblem.valueOf(
                Status.REQUEST_ENTITY_TOO_LARGE, "The body may have at most " + maxBytes() + " bytes");
    }

    private int maxBytes() {
        Integer known = maxBytes;
        if (known == null) {
            known = Math.toIntExact(config.get().maxSize().asLongValue());
            maxBytes = known;
        }
        return known;
    }
}
