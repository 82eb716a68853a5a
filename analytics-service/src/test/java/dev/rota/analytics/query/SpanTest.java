package dev.rota.analytics.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.rota.analytics.minutes.MinuteKey;
import io.quarkiverse.resteasy.problem.HttpProblem;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpanTest {

    private static final Instant NOW = Instant.parse("2026-03-01T08:00:30Z");

    @Test
    void unlessItIsSaidItIsTheLastHour() {
        assertThat(Span.of(null, null, NOW)).isEqualTo(new Span(Instant.parse("2026-03-01T07:00:30Z"), NOW));
        assertThat(Span.of(null, "2026-01-01T10:00:00Z", NOW))
                .isEqualTo(new Span(Instant.parse("2026-01-01T09:00:00Z"), Instant.parse("2026-01-01T10:00:00Z")));
    }

    @ParameterizedTest
    @CsvSource({
        "1960-01-01T00:00:00Z, 2026-03-01T00:00:00Z, 1970-01-01T00:00:00Z, 2026-03-01T00:00:00Z",
        "-1000000000-01-01T00:00:00Z, +1000000000-12-31T23:59:59.999999999Z, 1970-01-01T00:00:00Z, 9999-12-31T23:59:00Z",
        "2026-03-01T00:00:00Z, +999999999-01-01T00:00:00Z, 2026-03-01T00:00:00Z, 9999-12-31T23:59:00Z",
        ", +1000000000-12-31T23:59:59.999999999Z, 9999-12-31T22:59:00Z, 9999-12-31T23:59:00Z",
    })
    void whereThereAreNoMinutesItIsCut(@Nullable String from, String to, Instant cutFrom, Instant cutTo) {
        Span span = Span.of(from, to, NOW);

        assertThat(span).isEqualTo(new Span(cutFrom, cutTo));
        assertThat(MinuteKey.from(span.from())).isLessThan(MinuteKey.from(span.to()));
    }

    @ParameterizedTest
    @CsvSource({
        "1960-01-01T00:00:00Z, 1965-01-01T00:00:00Z",
        ", 1965-01-01T00:00:00Z",
        ", -1000000000-01-01T00:00:00Z",
        "+20000-01-01T00:00:00Z, +30000-01-01T00:00:00Z",
    })
    void whereThereAreNoMinutesAtAllItIsEmpty(@Nullable String from, String to) {
        assertThat(Span.of(from, to, NOW).isEmpty()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "yesterday, 2026-03-01T00:00:00Z",
        "2026-03-01T00:00:00Z, NaN",
        "2026-03-01T00:00:00Z, 2026-03-01T00:00:00Z",
        "2026-03-02T00:00:00Z, 2026-03-01T00:00:00Z",
        "+1000000001-01-01T00:00:00Z, ",
        "'', ",
    })
    void whatIsNoSpanIsRefused(@Nullable String from, @Nullable String to) {
        assertThatExceptionOfType(HttpProblem.class)
                .isThrownBy(() -> Span.of(from, to, NOW))
                .matches(problem -> problem.getStatusCode() == 400);
    }
}
