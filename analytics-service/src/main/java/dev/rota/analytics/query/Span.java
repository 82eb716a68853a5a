package dev.rota.analytics.query;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which minutes are wanted: those that begin in a span of time. Before 1970 and after the year 9999 there are none, so that it is cut there.
 *
 * @param from 1970 or later
 * @param to not in it; not before from
 */
record Span(Instant from, Instant to) {

    private static final Instant END = Instant.parse("9999-12-31T23:59:00Z");
    private static final Duration USUAL = Duration.ofHours(1);

    /**
     * Reads it from a request.
     *
     * @param from an hour before to unless it is given
     * @param to now unless it is given
     * @throws io.quarkiverse.resteasy.problem.HttpProblem 400 if one of them is no time, or it ends before it begins
     */
    static Span of(@Nullable String from, @Nullable String to, Instant now) {
        Instant end = to == null ? now : parsed("to", to);
        Instant start = from == null ? cut(end).minus(USUAL) : parsed("from", from);
        if (from != null && !start.isBefore(end)) {
            throw Refused.parameter("from", "must be before to");
        }
        return new Span(cut(start), cut(end));
    }

    boolean isEmpty() {
        return !from.isBefore(to);
    }

    private static Instant parsed(String name, String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException _) {
            throw Refused.parameter(name, "must be a time such as 2026-01-31T08:00:00Z");
        }
    }

    private static Instant cut(Instant time) {
        if (time.isBefore(Instant.EPOCH)) {
            return Instant.EPOCH;
        }
        return time.isAfter(END) ? END : time;
    }
}
