package dev.rota.lagmonitor.api;

import dev.rota.access.Roles;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.exporter.common.TextFormat;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.logging.Logger;

/**
 * Answers Prometheus. The text of a large cluster is as large as a tenth of the heap, so that it is sent while it is written and is
 * nowhere in one piece.
 */
@Path("/q/metrics")
@RolesAllowed(Roles.VIEWER)
final class MetricsResource {

    /** Of a pair of Prometheus, and of somebody who looks; each holds its series until its reader has them. */
    static final int MOST_AT_ONCE = 4;

    private static final Logger LOG = Logger.getLogger(MetricsResource.class);
    private static final List<String> PLAIN = List.of(MediaType.TEXT_PLAIN, MediaType.TEXT_HTML);
    private static final int BUFFER = 1 << 16;

    private final CollectorRegistry registry;
    private final Semaphore room = new Semaphore(MOST_AT_ONCE);

    MetricsResource(CollectorRegistry registry) {
        this.registry = registry;
    }

    /**
     * All series that there are now.
     *
     * @param accept as it is where Quarkus answers: who takes plain text gets that of Prometheus, all others that of OpenMetrics
     * @param names of the only series that are asked for; all of them if there are none
     */
    @GET
    @Operation(hidden = true)
    public Response metrics(
            @HeaderParam(HttpHeaders.ACCEPT) @DefaultValue("") String accept, @QueryParam("name[]") Set<String> names) {
        String format = PLAIN.stream().anyMatch(accept::contains)
                ? TextFormat.CONTENT_TYPE_004
                : TextFormat.CONTENT_TYPE_OPENMETRICS_100;
        StreamingOutput text = body -> write(format, names, body);
        return Response.ok(text, format).build();
    }

    private void write(String format, Set<String> names, OutputStream body) {
        if (!room.tryAcquire()) {
            throw new UnavailableException(
                    "Too many scrapes", MOST_AT_ONCE + " are being answered, and no more are at once");
        }
        try {
            Writer writer = new BufferedWriter(new OutputStreamWriter(body, StandardCharsets.UTF_8), BUFFER);
            // A choice leaves out families without a series now, whose names whoever writes rules may look for.
            TextFormat.writeFormat(
                    format,
                    writer,
                    names.isEmpty() ? registry.metricFamilySamples() : registry.filteredMetricFamilySamples(names));
            writer.flush();
        } catch (IOException e) {
            // Prometheus goes away when its time for a scrape is over.
            LOG.debug("A scrape was not read to its end", e);
        } finally {
            room.release();
        }
    }
}
