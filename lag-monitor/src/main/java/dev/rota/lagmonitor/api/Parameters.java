package dev.rota.lagmonitor.api;

import io.quarkiverse.resteasy.problem.HttpProblem;
import jakarta.ws.rs.core.Response;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** What requests say, read or refused with 400. */
final class Parameters {

    private Parameters() {}

    /** A number from 1 to the most. */
    static int limit(String given, int most) {
        try {
            int limit = Integer.parseInt(given);
            if (limit >= 1 && limit <= most) {
                return limit;
            }
        } catch (NumberFormatException _) {
            // It is refused below.
        }
        throw refused("limit must be a number from 1 to " + most + ", and is " + given);
    }

    /** Constants by their names, in any case. */
    static <E extends Enum<E>> Set<E> named(Class<E> type, String parameter, List<String> names) {
        Set<E> named = EnumSet.noneOf(type);
        for (String name : names) {
            try {
                named.add(Enum.valueOf(type, name.toUpperCase(Locale.ROOT)));
            } catch (IllegalArgumentException _) {
                throw refused("%s must be one of %s, and is %s"
                        .formatted(
                                parameter,
                                Arrays.stream(type.getEnumConstants())
                                        .map(Object::toString)
                                        .collect(Collectors.joining(", ")),
                                name));
            }
        }
        return named;
    }

    static HttpProblem refused(String detail) {
        return HttpProblem.builder()
                .withStatus(Response.Status.BAD_REQUEST)
                .withTitle(Response.Status.BAD_REQUEST.getReasonPhrase())
                .withDetail(detail)
                .build();
    }
}
