package dev.rota.analytics.query;

import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Answers made of what several partitions said. */
final class Answers {

    private Answers() {}

    /**
     * An answer that is marked when copies had their part in it.
     *
     * @param view what is shown of all rows
     * @throws NotHereException if no partition said anything
     */
    static <T> Response of(Gathered<T> gathered, Function<List<T>, Object> view) {
        if (gathered.parts().isEmpty()) {
            throw new NotHereException(
                    gathered.missing().stream().map(Missing::reason).distinct().collect(Collectors.joining("; ")));
        }
        List<T> rows =
                gathered.parts().stream().flatMap(part -> part.rows().stream()).toList();
        Response.ResponseBuilder answer = Response.ok(view.apply(rows));
        gathered.behind().ifPresent(behind -> answer.header(KeyQueries.BEHIND, behind));
        return answer.build();
    }
}
