package dev.rota.analytics.query;

import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.function.Function;

/** Answers made of what several partitions said. */
final class Answers {

    private Answers() {}

    /**
     * An answer that is marked when copies had their part in it.
     *
     * @param view what is shown of all rows
     * @throws io.quarkiverse.resteasy.problem.HttpProblem 503 if no partition said anything
     */
    static <T> Response of(Gathered<T> gathered, Function<List<T>, Object> view) {
        if (gathered.parts().isEmpty()) {
            throw KeyQueries.unavailable(
                    gathered.missing().stream().map(Missing::reason).distinct().toList());
        }
        List<T> rows =
                gathered.parts().stream().flatMap(part -> part.rows().stream()).toList();
        Response.ResponseBuilder answer = Response.ok(view.apply(rows));
        gathered.behind().ifPresent(behind -> answer.header(KeyQueries.BEHIND, behind));
        return answer.build();
    }
}
