package dev.rota.orderproducer.intake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.rota.orderproducer.problem.JsonProblems;
import io.quarkiverse.resteasy.problem.HttpProblem;
import jakarta.ws.rs.core.Response.Status;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Reads a line as the body of a request of its own would be read. For one thread. */
final class LineReader {

    private final ObjectReader json;
    private final ReportCheck check;
    private final int maxLineBytes;

    /** @param type what each line says */
    LineReader(Class<? extends Report> type, ObjectMapper mapper, ReportCheck check, int maxLineBytes) {
        this.json = mapper.readerFor(type);
        this.check = check;
        this.maxLineBytes = maxLineBytes;
    }

    /**
     * Reads the line at which {@code lines} stands.
     *
     * @throws HttpProblem if it is no valid report
     */
    Report read(Lines lines) {
        if (lines.isTooLong()) {
            throw HttpProblem.valueOf(
                    Status.REQUEST_ENTITY_TOO_LARGE, "A line may have at most " + maxLineBytes + " bytes");
        }
        Report report = parse(lines);
        check.requireValid(report);
        return report;
    }

    private Report parse(Lines lines) {
        try {
            Report report = json.readValue(lines.buffer(), lines.offset(), lines.length());
            if (report == null) {
                throw HttpProblem.valueOf(Status.BAD_REQUEST, "A line must be a JSON object");
            }
            return report;
        } catch (JsonProcessingException e) {
            throw JsonProblems.of(e);
        } catch (IOException e) {
            throw new UncheckedIOException("Reading from memory failed", e);
        }
    }
}
