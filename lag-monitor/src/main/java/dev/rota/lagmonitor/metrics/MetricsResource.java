package dev.rota.lagmonitor.metrics;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.exporter.common.TextFormat;
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
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;

/**
 * Answers Prometheus. The text of a large cluster is as large as a tenth of the heap, so that it is sent while it is written and is
 * nowhere in one piece.
 */
@Path("/q/metrics")
final class MetricsResource {

    private static final List<String> PLAIN = List.of(MediaType.TEXT_PLAIN, MediaType.TEXT_HTML);

    private static final int BUFFER = 1 << 16;

    private final CollectorRegistry registry;

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
        StreamingOutput text = body -> {
            Writer writer = new BufferedWriter(new OutputStreamWriter(body, StandardCharsets.UTF_8), BUFFER);
            // A choice leaves out families without a series now, whose names whoever writes rules may look for.
            TextFormat.writeFormat(
                    format,
                    writer,
                    names.isEmpty() ? registry.metricFamilySamples() : registry.filteredMetricFamilySamples(names));
            writer.flush();
        };
        return Response.ok(text, format).build();
    }
}
